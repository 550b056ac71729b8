package dev.ephyra.api.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ephyra.api.ApiResponse;
import dev.ephyra.api.RequestBody;

class OperatorApiFuzzTest {
    private static final String[] READS = {
        "/events", "/rooms/r1/events", "/dead-letters", "/endpoints/ep_1/attempts", "/events/x/deliveries"
    };
    private static final String[] WRITES = {
        "/endpoints", "/endpoints/ep_1/rotate", "/replays", "/test-events", "/dead-letters/requeue"
    };

    @FuzzTest(maxDuration = "30s")
    void answersAnyQuery(FuzzedDataProvider data) {
        OperatorHarness api = new OperatorHarness();
        String target = data.pickValue(READS) + "?" + data.consumeRemainingAsString();

        OperatorAnswer answer = api.answer("GET", target, OperatorHarness.AUTHORIZED, new RequestBody.Empty());

        assertThat(answer).isInstanceOfSatisfying(OperatorAnswer.Whole.class, OperatorApiFuzzTest::isNoFault);
    }

    @FuzzTest(maxDuration = "30s")
    void answersAnyBody(FuzzedDataProvider data) {
        OperatorHarness api = new OperatorHarness();
        String target = data.pickValue(WRITES);
        RequestBody body = new RequestBody.Json(data.consumeRemainingAsBytes());

        OperatorAnswer answer = api.answer("POST", target, OperatorHarness.AUTHORIZED, body);

        assertThat(answer).isInstanceOfSatisfying(OperatorAnswer.Whole.class, OperatorApiFuzzTest::isNoFault);
    }

    private static void isNoFault(OperatorAnswer.Whole whole) {
        ApiResponse response = whole.response();
        assertThat(response.status()).isLessThan(500);
    }
}
