package dev.ephyra.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TransitTimesTest {
    private final TransitTimes times = new TransitTimes();

    @Test
    void nothingTakesNothing() {
        assertThat(times.counts().count()).isZero();
        assertThat(times.counts().quantileNanos(0.99)).isZero();
        assertThat(times.counts().quantileNanos(1)).isZero();
    }

    @Test
    void theLongestIsTheLast() {
        LongStream.rangeClosed(1, 1_000).forEach(micros -> times.record(micros * 1_000));

        assertThat(times.counts().count()).isEqualTo(1_000);
        assertThat(times.counts().quantileNanos(0.5)).isBetween(500_000L, 565_000L);
        assertThat(times.counts().quantileNanos(0.99)).isBetween(990_000L, 1_120_000L);
        assertThat(times.counts().quantileNanos(1)).isBetween(1_000_000L, 1_125_000L);
    }

    @Test
    void oddTimesAreCountedToo() {
        LongStream.of(Long.MIN_VALUE, -1, 0, 1, 7, 8, Long.MAX_VALUE / 2).forEach(times::record);

        assertThat(times.counts().count()).isEqualTo(7);
        assertThat(times.counts().quantileNanos(0.5)).isBetween(8L, 9L);
        assertThat(times.counts().quantileNanos(1)).isPositive();
    }

    @Test
    void aWindowForgetsWhatIsOlderThanTwoHalves() {
        long half = TransitWindow.HALF_NANOS;
        TransitWindow window = new TransitWindow(times, 0);
        times.record(5_000_000);
        assertThat(window.latest(1).count()).isEqualTo(1);
        assertThat(window.latest(half).count()).isEqualTo(1);

        times.record(10_000);
        assertThat(window.latest(half + 1).count()).isEqualTo(2);
        TransitTimes.Counts latest = window.latest(2 * half);
        assertThat(latest.count()).isEqualTo(1);
        assertThat(latest.quantileNanos(1)).isLessThan(12_000);
        assertThat(window.latest(3 * half).count()).isZero();
        assertThat(times.counts().count()).isEqualTo(2);
    }

    @Test
    void countsOfThreadsAddUp() {
        TransitTimes others = new TransitTimes();
        times.record(5_000_000);
        others.record(10_000);
        others.record(10_000);
        TransitTimes.Counts all = times.counts().plus(others.counts());

        assertThat(all.count()).isEqualTo(3);
        assertThat(all.quantileNanos(0.5)).isLessThan(12_000);
        assertThat(all.quantileNanos(1)).isGreaterThan(4_000_000);
    }

    @Property(tries = 200)
    void aQuantileIsAtMostAnEighthTooLong(
            @ForAll @Size(min = 1, max = 100) List<@LongRange(min = 8, max = 1L << 60) Long> nanos,
            @ForAll @DoubleRange(min = 0.01, max = 1) double share) {
        TransitTimes recorded = new TransitTimes();
        nanos.forEach(recorded::record);
        List<Long> sorted = nanos.stream().sorted().toList();
        long exact = sorted.get((int) Math.ceil(sorted.size() * share) - 1);

        assertThat(recorded.counts().quantileNanos(share)).isBetween(exact, exact + exact / 8 + 1);
    }
}
