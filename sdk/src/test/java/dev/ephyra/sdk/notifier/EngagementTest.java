package dev.ephyra.sdk.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EngagementTest {
    private static final long SECOND = 1_000_000_000L;

    private final Engagement engagement = new Engagement(3);

    @Test
    void asksForAsManyAsThereIsWorkForAndNotTwice() {
        assertThat(engagement.ask(1, 0)).isEqualTo(1);
        assertThat(engagement.ask(1, 0)).isZero();
        assertThat(engagement.ask(9, 0)).isEqualTo(2);
        assertThat(engagement.begin(0)).isTrue();
        assertThat(engagement.ask(9, 0)).isZero();
        assertThat(engagement.begin(0)).isTrue();
        assertThat(engagement.begin(0)).isTrue();
        assertThat(engagement.nextDeadlineNanos()).isEqualTo(Deadlines.NEVER);
        engagement.end();
        assertThat(engagement.ask(9, 0)).isEqualTo(1);
    }

    @Test
    void asksAgainAfterAPauseIfItIsRefused() {
        assertThat(engagement.ask(3, 0)).isEqualTo(3);
        engagement.refused(2, 0);
        assertThat(engagement.begin(0)).isTrue();
        assertThat(engagement.ask(3, 0)).isZero();
        long again = engagement.nextDeadlineNanos();
        engagement.onTime(again - 1);
        assertThat(engagement.ask(3, again)).isZero();
        engagement.onTime(again);
        assertThat(engagement.ask(3, again)).isEqualTo(2);
    }

    @Test
    void asksForOneInsteadOfThoseWhoDoNotComeAndTakesThemAllTheSame() {
        assertThat(engagement.ask(3, 0)).isEqualTo(3);
        engagement.onTime(SECOND - 1);
        assertThat(engagement.ask(3, SECOND)).isZero();
        engagement.onTime(SECOND);
        assertThat(engagement.ask(3, SECOND)).isEqualTo(1);
        assertThat(engagement.nextDeadlineNanos()).isEqualTo(3 * SECOND);
        engagement.onTime(3 * SECOND);
        assertThat(engagement.ask(3, 3 * SECOND)).isEqualTo(1);

        for (int late = 0; late < 3; late++) {
            assertThat(engagement.begin(4 * SECOND)).isTrue();
        }
        assertThat(engagement.begin(4 * SECOND)).isFalse();
        engagement.end();
        assertThat(engagement.ask(3, 4 * SECOND)).isEqualTo(1);
    }
}
