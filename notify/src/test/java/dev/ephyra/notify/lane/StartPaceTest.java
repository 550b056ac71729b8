package dev.ephyra.notify.lane;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StartPaceTest {
    private final StartPace pace = new StartPace(2, 100);

    @Test
    void holdsBackWhileTooManyYoungOnesAreUnanswered() {
        assertThat(pace.allows(0)).isTrue();
        pace.began(0);
        assertThat(pace.allows(30)).isTrue();
        pace.began(30);
        assertThat(pace.allows(99)).isFalse();
        assertThat(pace.untilNanos()).isEqualTo(100);
        assertThat(pace.allows(100)).isTrue();
        pace.began(100);
        assertThat(pace.allows(100)).isFalse();
        assertThat(pace.untilNanos()).isEqualTo(130);
    }

    @Test
    void anAnswerMakesRoomOnceHoweverLateItIs() {
        StartPace.Start first = pace.began(0);
        pace.began(0);
        pace.ended(first);
        pace.ended(first);
        assertThat(pace.allows(1)).isTrue();
        pace.began(1);
        assertThat(pace.allows(2)).isFalse();
        assertThat(pace.allows(100)).isTrue();
        pace.ended(first);
        pace.began(100);
        assertThat(pace.allows(100)).isFalse();
    }
}
