package dev.ephyra.api.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.api.RequestBody;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What holds for every route. */
class OperatorApiTest {
    private final OperatorHarness api = new OperatorHarness();

    @ParameterizedTest
    @CsvSource({
        "/ephyra/v1, true",
        "/ephyra/v1/events, true",
        "//ephyra/v1/events, true",
        "/ephyra/v10, false",
        "/ephyra, false",
        "/room, false",
        "/, false"
    })
    void ownsItsPathsAndNoOthers(String path, boolean owned) {
        assertThat(OperatorApi.owns(path)).isEqualTo(owned);
    }

    @Test
    void wantsTheServerToken() {
        api.send("GET", "/endpoints", Map.of(), new RequestBody.Empty()).isError(401, "Missing token");
        api.send("GET", "/endpoints", Map.of("authorization", List.of("Bearer wrong")), new RequestBody.Empty())
                .isError(401, "Invalid token");
    }

    @Test
    void limitsGuessesOfTheToken() {
        Map<String, List<String>> wrong = Map.of("authorization", List.of("Bearer wrong"));
        for (int i = 0; i < 100; i++) {
            api.send("GET", "/endpoints", wrong, new RequestBody.Empty());
        }

        assertThat(api.get("/endpoints").status()).isEqualTo(429);
    }

    @Test
    void saysWhereTheOperationsAreListed() {
        api.get("/nothing").isError(404, "There is no such operation; all are in /ephyra/v1/openapi.json");
        api.send("PUT", "/endpoints", OperatorHarness.AUTHORIZED, new RequestBody.Empty())
                .isError(404, "There is no such operation; all are in /ephyra/v1/openapi.json");
    }

    @Test
    void answersJsonOnly() {
        Map<String, List<String>> html =
                Map.of("authorization", List.of("Bearer secret"), "accept", List.of("text/html"));

        api.send("GET", "/endpoints", html, new RequestBody.Empty()).isError(406, "The answer is application/json");
    }

    @Test
    void takesJsonOnly() {
        api.send("POST", "/test-events", OperatorHarness.AUTHORIZED, new RequestBody.Other())
                .isError(400, "Expected a body of content-type application/json");
        api.post("/test-events", "[1]").isError(400, "Expected the body to be a JSON object");
        api.post("/test-events", "{").isError(400, "The body is not valid JSON");
        assertThat(api.post("/test-events", "[".repeat(65)).status()).isEqualTo(400);
    }

    @Test
    void refusesBodyBeyondTheLimit() {
        String large = "{\"type\":\"" + "x".repeat(OperatorLimits.MAX_BODY_BYTES) + "\"}";

        assertThat(api.post("/test-events", large).status()).isEqualTo(413);
    }

    @Test
    void refusesUnknownNamesWithTheNearestKnownOne() {
        api.post("/endpoints", "{\"url\":\"http://a/b\",\"roomIdPrefx\":\"x\"}")
                .isError(400, "Unknown field roomIdPrefx; did you mean roomIdPrefix?");
        api.get("/events?rom=x").isError(400, "Unknown query parameter rom; did you mean room?");
        api.get("/endpoints?x=1").isError(400, "Unknown query parameter x: there is none here");
        api.post("/endpoints/ep_1/pause", "{\"why\":1}").isError(400, "Unknown field why: there is none here");
        api.post("/endpoints", "{\"url\":\"http://a/b\",\"batching\":{\"maxEvnts\":1}}")
                .isError(400, "Unknown field batching.maxEvnts; did you mean maxEvents?");
    }

    @Test
    void refusesBrokenQueries() {
        api.get("/events?room=a&room=b").isError(400, "Expected room to be given once");
        api.get("/events?room=%zz").isError(400, "The query is not percent-encoded UTF-8: %zz");
        assertThat(api.get("/events?" + "room=&".repeat(40)).status()).isEqualTo(400);
    }

    @Test
    void makesTestEvents() {
        api.post("/test-events", "{\"type\":\"peerConnected\",\"room\":\"x\",\"count\":2}")
                .is(201, "{\"room\":\"ephyra-test-1\",\"events\":[\"" + FakeDeliveries.EVENT + "\"]}");
        api.post("/test-events", "{\"type\":\"peerConected\"}")
                .isError(400, "Unknown event type in type: peerConected; did you mean peerConnected?");
        api.post("/test-events", "{\"type\":\"peerAdded\",\"count\":101}")
                .isError(400, "Expected count to be a whole number from 1 to 100, got: 101");
        api.post("/test-events", "{}").isError(400, "Expected type to be given, a string that is not empty");

        assertThat(api.log.asked).containsExactly("trigger PEER_CONNECTED x 2");
    }

    @Test
    void writesBackups() {
        api.post("/backup", "{}").is(201, "{\"path\":\"/data/backups/x\"}");
        api.backup = new Backups.Result.Written("/data/backups/x", "records 1 to 2 are lost");
        api.post("/backup", "{}").is(201, "{\"path\":\"/data/backups/x\",\"warning\":\"records 1 to 2 are lost\"}");
        api.backup = new Backups.Result.Failed("no space left");
        api.post("/backup", "").isError(503, "no space left");
    }

    @Test
    void hidesNothingOfHeadRequests() {
        assertThat(api.send("HEAD", "/endpoints", OperatorHarness.AUTHORIZED, new RequestBody.Empty())
                        .status())
                .isEqualTo(200);
    }
}
