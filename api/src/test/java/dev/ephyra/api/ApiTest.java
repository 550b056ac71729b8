package dev.ephyra.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiTest {
    private static final RequestBody NO_BODY = new RequestBody.Empty();
    private static final RequestBody BROKEN = new RequestBody.Json("{".getBytes(StandardCharsets.UTF_8));

    private final ApiHarness api = new ApiHarness();

    private ApiHarness.Reply unauthorized(String method, String path, RequestBody body) {
        return api.send(method, path, Map.of(), body);
    }

    private ApiHarness.Reply authorization(String... values) {
        return api.send("GET", "/room", Map.of("authorization", List.of(values)), NO_BODY);
    }

    @Test
    void tellsMissingTokensFromInvalidOnes() {
        authorization().isError(401, "Missing token");
        authorization("secret").isError(401, "Missing token");
        authorization("bearer secret").isError(401, "Missing token");
        authorization("Bearer secret", "Bearer secret").isError(401, "Missing token");
        authorization("Bearer ").isError(401, "Invalid token");
        authorization("Bearer  secret").isError(401, "Invalid token");
        authorization("Bearer secret ").isError(401, "Invalid token");
        authorization("Bearer secre").isError(401, "Invalid token");
        authorization("Bearer secret").is(200, "{\"data\":[]}");
    }

    @Test
    void checksBodyThenRouteThenAcceptThenToken() {
        unauthorized("POST", "/nowhere", BROKEN).is(400, "{\"errors\":{\"detail\":\"Bad Request\"}}");
        unauthorized("POST", "/nowhere", NO_BODY).is(404, "{\"errors\":{\"detail\":\"Not Found\"}}");
        Map<String, List<String>> xml = Map.of("accept", List.of("text/html"));
        api.send("POST", "/room", xml, NO_BODY).is(406, "{\"errors\":{\"detail\":\"Not Acceptable\"}}");
        unauthorized("POST", "/room", NO_BODY).isError(401, "Missing token");
    }

    @Test
    void ignoresBodiesOfMethodsWithoutContent() {
        unauthorized("GET", "/room", BROKEN).isError(401, "Missing token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*/*", "application/json", "text/html, application/*;q=0.1", "Application/JSON; q=1", ","})
    void readsAcceptAsMediaRanges(String accept) {
        int expected = accept.equals(",") ? 406 : 200;

        assertThat(api.send("GET", "/room", "accept", accept).status()).isEqualTo(expected);
    }

    @Test
    void answersWrongMethodAsUnknownRoute() {
        api.post("/health", "{}").is(404, "{\"errors\":{\"detail\":\"Not Found\"}}");
        api.delete("/room").is(404, "{\"errors\":{\"detail\":\"Not Found\"}}");
    }

    @Test
    void leavesEmptySegmentsAside() {
        api.get("//room/").is(200, "{\"data\":[]}");
        api.get("/room//none/").isError(404, "Room none does not exist");
    }

    @Test
    void answersHeadAsGet() {
        assertThat(api.send("HEAD", "/room", "accept", "*/*").status()).isEqualTo(200);
    }

    @Test
    void answersPreflightOfAnyPathWithoutToken() {
        ApiHarness.Reply reply = unauthorized("OPTIONS", "/nowhere", NO_BODY);

        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.response().headers())
                .containsEntry("access-control-allow-origin", "*")
                .hasEntrySatisfying(
                        "access-control-allow-methods",
                        methods -> assertThat(methods).contains("DELETE"))
                .hasEntrySatisfying(
                        "access-control-allow-headers",
                        headers -> assertThat(headers).contains("Authorization", "Content-Type"));
    }

    @Test
    void allowsEveryOriginOnErrorsToo() {
        assertThat(unauthorized("GET", "/nowhere", NO_BODY).response().headers())
                .containsEntry("access-control-allow-origin", "*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/room/%", "/room/%4", "/room/%zz", "/room/%ff", "/room/%c3%28"})
    void refusesBrokenEscapesInPaths(String path) {
        api.get(path).is(400, "{\"errors\":{\"detail\":\"Bad Request\"}}");
    }

    @Test
    void refusesJsonBeyondItsLimits() {
        String text = "The JSON body is nested too deeply, or has too many or too long parts";
        api.post("/room", "[".repeat(100_000)).isError(400, text);
        api.post("/room", "{\"a\":[" + "1,".repeat(ApiLimits.MAX_JSON_TOKENS) + "1]}")
                .isError(400, text);
        api.post("/room", "{\"maxPeers\":" + "9".repeat(101) + "}").isError(400, text);
        api.post("/room", "{\"" + "n".repeat(70_000) + "\":1}").isError(400, text);
        api.post("/room", "{\"roomId\":\"" + "n".repeat(70_000) + "\"}").isError(400, text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{}{}",
                "{}x",
                "{'a':1}",
                "{\"a\":NaN}",
                "{\"a\":01}",
                "nul",
                " ",
                "{\"a\":1,}",
                "\"\u0001\""
            })
    void refusesWhatIsNotOneJsonText(String body) {
        api.post("/room", body).is(400, "{\"errors\":{\"detail\":\"Bad Request\"}}");
    }

    @Test
    void answersHalfSurrogatesWithValidUtf8() {
        ApiHarness.Reply reply = api.post("/room", "{\"videoCodec\":\"\\ud800\"}");

        reply.isError(400, "Expected videoCodec to be 'h264' or 'vp8', got: ?");
    }

    @Test
    void readsOtherMediaTypesAsNoParameters() {
        ApiHarness.Reply reply =
                api.send("POST", "/room", Map.of("authorization", List.of("Bearer secret")), new RequestBody.Other());

        assertThat(reply.status()).isEqualTo(201);
    }

    @Test
    void refusesAnAddressThatGuessesTokens() {
        for (int i = 0; i < AuthFailureLimit.BURST; i++) {
            authorization("Bearer guess" + i).isError(401, "Invalid token");
        }
        ApiHarness.Reply refused = authorization("Bearer secret");
        refused.isError(429, "Too many invalid tokens");
        assertThat(refused.response().headers()).containsEntry("retry-after", "1");

        api.nowNanos += AuthFailureLimit.NANOS_PER_FAILURE;
        authorization("Bearer secret").is(200, "{\"data\":[]}");
    }

    @Test
    void reportsHealthInFishjamsShape() {
        api.get("/health")
                .is(
                        200,
                        "{\"data\":{\"status\":\"UP\",\"uptime\":5,\"version\":\"0.1.0\",\"gitCommit\":\"dev\","
                                + "\"distribution\":{\"enabled\":false,\"nodeStatus\":\"DOWN\",\"nodesInCluster\":0},"
                                + "\"ephyra\":{\"detail\":\"ok\"}}}");
        api.health = new HealthSource.Health(false, "disk full", 6);

        assertThat(api.get("/health").body()).contains("\"status\":\"DOWN\"", "\"detail\":\"disk full\"");
    }

    @Test
    void answersRecordingsAndHlsAsEmpty() {
        api.get("/recording").is(200, "{\"data\":[]}");
        api.delete("/recording/r1").isError(404, "Recording not found");
        api.delete("/recording/.").isError(400, "Invalid recording id, got: .");
        api.delete("/recording/..%2fx").isError(400, "Invalid recording id, got: ../x");
        unauthorized("GET", "/recording/r1/index.m3u8", NO_BODY).isError(404, "File not found");
        unauthorized("GET", "/recording/../a", NO_BODY).isError(400, "Invalid recording, got: ..");
        unauthorized("GET", "/recording/r1/..%2f..%2fa", NO_BODY).isError(400, "Invalid filename, got: ../../a");
        unauthorized("GET", "/hls/r1/index.m3u8", NO_BODY).isError(404, "File not found");
        unauthorized("GET", "/hls/r1/a%2f..%2f..%2fb", NO_BODY).isError(400, "Invalid filename, got a/../../b");
    }
}
