package dev.ephyra.bench.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.bench.Latencies;
import dev.ephyra.webrtc.bytes.NetworkOrder;
import org.junit.jupiter.api.Test;

/** Packets whose lateness is known. */
class PacedStreamTest {
    private static final int CLOCK_RATE_HZ = 90_000;
    private static final long MILLISECOND = 1_000_000;
    private static final int TICKS_OF_A_MILLISECOND = 90;

    private final PacedStream stream = new PacedStream(CLOCK_RATE_HZ);

    private void came(int sequence, int timestamp, long millis) {
        byte[] packet = new byte[12];
        NetworkOrder.put16(packet, 2, sequence);
        NetworkOrder.put32(packet, 4, timestamp);
        stream.came(packet, millis * MILLISECOND);
    }

    private Latencies late() {
        Latencies late = new Latencies();
        stream.addTo(late);
        return late;
    }

    @Test
    void whatComesAtItsTimeIsNotLate() {
        int begin = -20 * TICKS_OF_A_MILLISECOND;
        for (int i = 0; i < 3_000; i++) {
            came(0xfff0 + i, begin + 10 * i * TICKS_OF_A_MILLISECOND, 500 + 10L * i);
        }

        assertThat(late().maxMillis()).isZero();
        assertThat(stream.lost()).isZero();
        assertThat(stream.received()).isEqualTo(3_000);
    }

    @Test
    void theEarliestOfAllSaysWhenTheOthersShouldHaveCome() {
        came(1, 0, 107);
        came(2, 10 * TICKS_OF_A_MILLISECOND, 110);
        came(4, 20 * TICKS_OF_A_MILLISECOND, 121);
        came(5, 20 * TICKS_OF_A_MILLISECOND, 123);

        assertThat(late().maxMillis()).isEqualTo(7);
        assertThat(late().millis(0.25)).isZero();
        assertThat(late().millis(0.5)).isBetween(1.0, 1.02);
        assertThat(stream.lost()).isOne();
    }

    @Test
    void whatCameBeforeIsForgotten() {
        came(1, 0, 100);
        came(2, 10 * TICKS_OF_A_MILLISECOND, 150);
        stream.restart();
        came(9, 20 * TICKS_OF_A_MILLISECOND, 160);

        assertThat(late().maxMillis()).isZero();
        assertThat(stream.lost()).isZero();
    }
}
