package dev.ephyra.notify.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {
    @Test
    void growsFromHalfASecondToAMinuteAndStaysThere() {
        List<Long> millis = IntStream.rangeClosed(1, 10)
                .mapToObj(failures -> RetrySchedule.DEFAULT.delayNanos(failures, 0.5))
                .map(TimeUnit.NANOSECONDS::toMillis)
                .toList();

        assertThat(millis)
                .containsExactly(500L, 1_000L, 2_000L, 4_000L, 8_000L, 15_000L, 30_000L, 60_000L, 60_000L, 60_000L);
    }

    @Test
    void variesByAFifthEitherWay() {
        assertThat(RetrySchedule.DEFAULT.delayNanos(2, 0)).isEqualTo(800_000_000L);
        assertThat(RetrySchedule.DEFAULT.delayNanos(2, 0.999_999)).isBetween(1_199_000_000L, 1_200_000_000L);
    }

    @Test
    void refusesAScheduleWithoutADelay() {
        assertThatThrownBy(() -> new RetrySchedule(List.of(), 0.2)).isInstanceOf(IllegalArgumentException.class);
    }
}
