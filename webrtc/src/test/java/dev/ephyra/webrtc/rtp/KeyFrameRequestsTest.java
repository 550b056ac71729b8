package dev.ephyra.webrtc.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class KeyFrameRequestsTest {
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final KeyFrameRequests requests = new KeyFrameRequests();

    @Test
    void asksAtOnceAndThenTwiceASecondUntilOneComes() {
        assertThat(requests.poll(0)).isFalse();
        assertThat(requests.deadlineNanos(0)).isEmpty();
        requests.want();
        assertThat(requests.deadlineNanos(7)).hasValue(7);
        assertThat(requests.poll(0)).isTrue();
        assertThat(requests.poll(499 * MILLI)).isFalse();
        assertThat(requests.deadlineNanos(0)).hasValue(500 * MILLI);
        assertThat(requests.poll(500 * MILLI)).isTrue();
        requests.keyFrame();
        assertThat(requests.poll(1_000 * MILLI)).isFalse();
    }

    @Test
    void manyWishesAreOneRequest() {
        int sent = 0;
        for (long now = 0; now < 2_000 * MILLI; now += MILLI) {
            requests.want();
            sent += requests.poll(now) ? 1 : 0;
            requests.keyFrame();
        }

        assertThat(sent).isEqualTo(4);
    }

    @Test
    void doesNotAskForEver() {
        requests.want();
        int sent = 0;
        for (long now = 0; now < 60_000 * MILLI; now += 100 * MILLI) {
            sent += requests.poll(now) ? 1 : 0;
        }

        assertThat(sent).isEqualTo(KeyFrameRequests.MAX_REQUESTS);
        assertThat(requests.deadlineNanos(0)).isEmpty();
    }
}
