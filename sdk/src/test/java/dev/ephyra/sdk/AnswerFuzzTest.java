package dev.ephyra.sdk;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Any bytes as an answer: a result, or the one exception for what is none. */
class AnswerFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void readsAnyBytes(byte[] body) {
        for (ApiCall<?> call : Recorded.calls()) {
            read(call, new Answer(200, body, null));
            read(call, new Answer(400, body, null));
        }
    }

    private static void read(ApiCall<?> call, Answer answer) {
        try {
            call.result(answer);
        } catch (FishjamException refused) {
            if (refused.getMessage() == null) {
                throw new AssertionError("an exception without a message", refused);
            }
        }
    }
}
