package dev.ephyra.media;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PatienceTest {
    private static final long MOST = Patience.LONGEST_NANOS;

    private final Patience patience = new Patience(0);

    @Test
    void lastsForASecondInAll() {
        patience.rested(10);
        patience.waited(10 + MOST / 2);
        patience.rested(10 + MOST / 2);
        patience.waited(10 + MOST - 1);
        assertThat(patience.lasts()).isTrue();

        patience.waited(10 + MOST);

        assertThat(patience.lasts()).isFalse();
    }

    @Test
    void isEarnedBackByTimeWithoutAWaitAndNeverMore() {
        patience.waited(MOST + 5);
        patience.rested(MOST + 10);
        assertThat(patience.lasts()).as("waited 5 ns too long, rested as long").isFalse();
        patience.rested(MOST + 11);
        assertThat(patience.lasts()).isTrue();

        patience.rested(100 * MOST);
        patience.waited(101 * MOST);

        assertThat(patience.lasts()).isFalse();
    }
}
