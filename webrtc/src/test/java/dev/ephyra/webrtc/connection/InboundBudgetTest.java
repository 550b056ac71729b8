package dev.ephyra.webrtc.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class InboundBudgetTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private static long taken(int bytes, int offered, long nanosBetween, InboundBudget budget, long fromNanos) {
        long taken = 0;
        for (int i = 0; i < offered; i++) {
            taken += budget.takes(bytes, fromNanos + i * nanosBetween) ? 1 : 0;
        }
        return taken;
    }

    @Test
    void takesASecondsWorthAtOnceAndThenASecondsWorthEachSecond() {
        // A monotonic clock may wrap; this one does so.
        long startNanos = Long.MAX_VALUE - SECOND / 2;
        InboundBudget budget = new InboundBudget(startNanos);

        assertThat(taken(100, 20_000, 0, budget, startNanos)).isEqualTo(InboundBudget.MAX_PACKETS_PER_SECOND);
        assertThat(taken(100, 20_000, SECOND / 20_000, budget, startNanos))
                .isBetween(InboundBudget.MAX_PACKETS_PER_SECOND - 1L, InboundBudget.MAX_PACKETS_PER_SECOND + 1L);
    }

    @Test
    void countsBytesToo() {
        InboundBudget budget = new InboundBudget(0);

        long most = InboundBudget.MAX_BYTES_PER_SECOND / 2_000;
        assertThat(taken(2_000, 20_000, 0, budget, 0)).isBetween(most, most + 1);
    }

    @Property(tries = 50)
    void whoStaysBelowItIsNeverLimited(@ForAll @IntRange(min = 1, max = 1_200) int bytes) {
        InboundBudget budget = new InboundBudget(0);

        assertThat(taken(bytes, 10_000, SECOND / InboundBudget.MAX_PACKETS_PER_SECOND, budget, 0))
                .isEqualTo(10_000);
    }
}
