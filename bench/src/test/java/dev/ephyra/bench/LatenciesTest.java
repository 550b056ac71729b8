package dev.ephyra.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LatenciesTest {
    @Test
    void hasNoDurationsAtFirst() {
        Latencies latencies = new Latencies();

        assertThat(latencies.millis(0.99)).isZero();
        assertThat(latencies.count()).isZero();
    }

    @Test
    void findsMedianAndTail() {
        Latencies latencies = new Latencies();
        for (int millis = 1; millis <= 1000; millis++) {
            latencies.record(millis * 1_000_000L);
        }

        assertThat(latencies.millis(0.50)).isCloseTo(500, within(10.0));
        assertThat(latencies.millis(0.99)).isCloseTo(990, within(20.0));
        assertThat(latencies.millis(1)).isEqualTo(1000);
    }

    @Test
    void addsAnother() {
        Latencies low = new Latencies();
        low.record(1_000);
        Latencies high = new Latencies();
        high.record(9_000_000);

        low.add(high);

        assertThat(low.count()).isEqualTo(2);
        assertThat(low.maxMillis()).isEqualTo(9);
    }

    @Property
    void isOffByLessThanTwoPercent(
            @ForAll @Size(min = 1, max = 50) List<@LongRange(min = 0, max = Long.MAX_VALUE / 2) Long> durations) {
        Latencies latencies = new Latencies();
        durations.forEach(latencies::record);

        List<Long> sorted = durations.stream().sorted().toList();
        double median = sorted.get((sorted.size() + 1) / 2 - 1) / 1e6;
        assertThat(latencies.millis(0.5)).isBetween(median, median * 1.02 + 1e-6);
    }
}
