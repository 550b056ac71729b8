package dev.ephyra.sdk.notification;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Any bytes as a message: refused by the documented exception, or read; and what is read reads the same again. */
class NotificationFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void refusesOrReadsWhatever(byte[] bytes) {
        try {
            for (Notification notification : Notification.decode(bytes)) {
                if (!Notification.of(notification.raw()).get(0).equals(notification)) {
                    throw new AssertionError("the raw message says something else");
                }
            }
        } catch (IllegalArgumentException refused) {
            return;
        }
    }
}
