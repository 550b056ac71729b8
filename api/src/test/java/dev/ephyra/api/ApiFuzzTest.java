package dev.ephyra.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Map;

/** No body and no path gets anything but an answer that the operation documents. */
class ApiFuzzTest {
    private static final Map<String, List<String>> AUTHORIZED =
            Map.of("authorization", List.of("Bearer " + ApiHarness.TOKEN));
    private static final String[] METHODS = {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "get"};
    private static final String[] PATHS = {
        "/room", "/room/r1/peer", "/room/r1/component", "/room/r1/component/c/subscribe", "/sip/r1/c/call"
    };

    @FuzzTest(maxDuration = "30s")
    void answersAnyJsonBody(FuzzedDataProvider data) {
        ApiHarness api = new ApiHarness();
        api.post("/room", "{\"roomId\":\"r1\"}");
        String path = data.pickValue(PATHS);

        ApiHarness.Reply reply =
                api.send("POST", path, AUTHORIZED, new RequestBody.Json(data.consumeRemainingAsBytes()));

        assertThat(reply.status()).isLessThan(500);
    }

    @FuzzTest(maxDuration = "30s")
    void answersAnyPath(FuzzedDataProvider data) {
        ApiHarness api = new ApiHarness();
        String method = data.pickValue(METHODS);

        ApiHarness.Reply reply = api.send(method, data.consumeRemainingAsString(), AUTHORIZED, new RequestBody.Empty());

        assertThat(reply.status()).isLessThan(500);
    }
}
