package dev.ephyra.media;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class TransitTimesTest {
    private static final long HALF = TransitWindow.HALF_NANOS;

    private final TransitTimes times = new TransitTimes();

    @Property
    void isWrongByAnEighthAtMost(@ForAll @LongRange(min = 8, max = 1L << 40) long nanos) {
        TransitTimes one = new TransitTimes();
        one.record(nanos);

        assertThat(one.quantileNanos(1)).isBetween(nanos, nanos + nanos / 8 + 1);
    }

    @Test
    void tellsMediansFromOutliers() {
        for (int i = 0; i < 99; i++) {
            times.record(10_000);
        }
        times.record(5_000_000);

        assertThat(times.count()).isEqualTo(100);
        assertThat(times.quantileNanos(0.5)).isBetween(10_000L, 11_300L);
        assertThat(times.quantileNanos(0.99)).isBetween(10_000L, 11_300L);
        assertThat(times.quantileNanos(1)).isBetween(5_000_000L, 5_700_000L);
        assertThat(new TransitTimes().quantileNanos(0.5)).isZero();
    }

    @Test
    void aWindowForgetsWhatIsOlderThanTwoHalves() {
        TransitWindow window = new TransitWindow(times, 0);
        times.record(5_000_000);
        assertThat(window.latest(1).count()).isEqualTo(1);
        assertThat(window.latest(HALF).count()).isEqualTo(1);

        times.record(10_000);
        assertThat(window.latest(HALF + 1).count()).isEqualTo(2);
        TransitTimes.Counts latest = window.latest(2 * HALF);
        assertThat(latest.count()).isEqualTo(1);
        assertThat(latest.quantileNanos(1)).isLessThan(12_000);
        assertThat(window.latest(3 * HALF).count()).isZero();
        assertThat(times.count()).isEqualTo(2);
    }
}
