package dev.ephyra.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.testkit.RestAnswer;
import dev.ephyra.testkit.RestClient;
import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.ServerProcess;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that nobody should send. After each of them the server answers as before, and nothing was a 5xx. */
class BadRequestTest {
    @TempDir
    static Path home;

    private static ServerProcess server;
    private static RestClient rest;

    @BeforeAll
    static void start() {
        server = ServerProcess.start(ServerOptions.in(home));
        rest = server.rest();
    }

    @AfterAll
    static void stop() {
        rest.close();
        server.close();
        assertThat(server.log()).doesNotContain("\tat ");
    }

    @AfterEach
    void stillServes() {
        RestAnswer created = rest.createRoom("{}");
        assertThat(created.status()).isEqualTo(201);
        assertThat(rest.delete("/room/" + created.data().at("/room/id").asText())
                        .status())
                .isEqualTo(204);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Bearer wrong | Invalid token",
                "Bearer developmen | Invalid token",
                "Bearer development2 | Invalid token",
                "bearer development | Missing token",
                "Basic ZGV2ZWxvcG1lbnQ= | Missing token",
                "development | Missing token"
            })
    void aTokenThatIsNotTheTokenIsUnauthorized(String header, String error) {
        RestAnswer answer =
                rest.send(rest.bare("/room").header("Authorization", header).build());

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.json().path("errors").asText()).isEqualTo(error);
    }

    @Test
    void noTokenAndTwoTokensAreMissingTokens() {
        RestAnswer none = rest.send(rest.bare("/room").build());
        RestAnswer two = rest.send(rest.bare("/room")
                .header("Authorization", "Bearer development")
                .header("Authorization", "Bearer development")
                .build());

        assertThat(List.of(none.status(), two.status())).containsOnly(401);
        assertThat(none.json().path("errors").asText()).isEqualTo("Missing token");
        assertThat(two.json().path("errors").asText()).isEqualTo("Missing token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\"a\":}", "nope", "{\"a\":1}}", "{\"a\":\"\\ud8\"}", "{'a':1}", "\"open", "\u0000"})
    void malformedJsonIsABadRequestEvenWithoutToken(String body) {
        RestAnswer answer = rest.send(rest.bare("/room")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build());

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/errors/detail").asText()).isEqualTo("Bad Request");
    }

    @Test
    void deepJsonIsABadRequest() {
        String deep = "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";

        assertThat(rest.createRoom(deep).status()).isEqualTo(400);
    }

    @Test
    void aHugeBodyIsRefused() {
        // A client of its own: what it keeps of a connection that was cut while it sent is not the server's doing.
        try (RestClient other = server.rest()) {
            RestAnswer answer = other.createRoom("{\"roomId\":\"" + "a".repeat(8 << 20) + "\"}");

            // 0: it closed the connection while we were still sending, as it may.
            assertThat(answer.status()).isIn(413, 0);
        }
    }

    @Test
    void aValueOfTheWrongTypeIsABadRequestAtEveryFieldOfARoom() {
        Map<String, List<String>> wrong = Map.of(
                "roomId", List.of("1", "true", "[]", "{}", "\"\"", "\"a b\"", "\"../x\"", "\"\\u0000\"", "\"\\ud800\""),
                "maxPeers", List.of("\"1\"", "1.5", "-1", "true", "[]", "{}", "1e400", "-99999999999999999999"),
                "videoCodec", List.of("1", "true", "[]", "{}", "\"\"", "\"H264\"", "\"av1\""),
                "webhookUrl",
                        List.of("1", "true", "[]", "{}", "\"\"", "\"x\"", "\"http://\"", "\"http://h:99999999/\""),
                "peerlessPurgeTimeout", List.of("\"1\"", "0", "-1", "1.5", "true", "[]", "{}", "1e400"),
                "peerDisconnectedTimeout", List.of("\"1\"", "0", "-1", "1.5", "true", "[]", "{}", "1e400"));
        wrong.forEach((field, values) -> values.forEach(value -> {
            String body = "{\"" + field + "\":" + value + "}";
            RestAnswer answer = rest.createRoom(body);
            assertThat(answer.status()).as(body).isEqualTo(400);
            assertThat(answer.json().has("errors")).as(body).isTrue();
        }));
    }

    @Test
    void aValueOfTheWrongTypeIsABadRequestAtEveryFieldOfAPeerAndAComponent() {
        rest.createRoom("{\"roomId\":\"fields\"}");
        List<String> types = List.of("null", "1", "true", "[]", "{}", "\"\"", "\"WEBRTC\"");
        List<String> options = List.of(
                "null",
                "1",
                "true",
                "[1]",
                "\"x\"",
                "{\"enableSimulcast\":[]}",
                "{\"enableSimulcast\":{}}",
                "{\"enableSimulcast\":\"maybe\"}");
        for (String type : types) {
            assertBadRequest("/room/fields/peer", "{\"type\":" + type + "}");
            assertBadRequest("/room/fields/component", "{\"type\":" + type + "}");
        }
        for (String option : options) {
            assertBadRequest("/room/fields/peer", "{\"type\":\"webrtc\",\"options\":" + option + "}");
            assertBadRequest("/room/fields/component", "{\"type\":\"hls\",\"options\":" + option + "}");
        }
        assertThat(rest.get("/room/fields").data().path("peers")).isEmpty();
        rest.delete("/room/fields");
    }

    @Test
    void aHostileIdIsNotFoundOrRefusedOnEveryRoute() {
        List<String> ids = List.of(
                "..%2F..%2Fetc%2Fpasswd",
                "..",
                "%2e%2e",
                "%00",
                "%ff%fe",
                "a%0d%0aX-Injected:%201",
                URLEncoder.encode("żółw-🦑", StandardCharsets.UTF_8),
                "x".repeat(10_000),
                "%27%20OR%201=1");
        for (String id : ids) {
            List<RestAnswer> answers = List.of(
                    rest.get("/room/" + id),
                    rest.delete("/room/" + id),
                    rest.addPeer(id),
                    rest.delete("/room/x/peer/" + id),
                    rest.delete("/room/" + id + "/component/" + id),
                    rest.post("/room/" + id + "/component/" + id + "/subscribe", "{\"origins\":[]}"),
                    rest.delete("/recording/" + id),
                    rest.get("/recording/" + id + "/index.m3u8"),
                    rest.get("/hls/" + id + "/" + id));
            assertThat(answers).as(id).allSatisfy(answer -> {
                assertThat(answer.status()).isBetween(400, 499);
                assertThat(answer.headers()).doesNotContainKey("x-injected");
            });
        }
    }

    @Test
    void anUnknownRouteIsNotFoundWithoutToken() {
        RestAnswer answer = rest.send(rest.bare("/nowhere/at/all").build());

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().at("/errors/detail").asText()).isEqualTo("Not Found");
    }

    private static void assertBadRequest(String path, String body) {
        assertThat(rest.post(path, body).status()).as(path + " " + body).isEqualTo(400);
    }
}
