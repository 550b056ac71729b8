package dev.ephyra.notify.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {
    @Test
    void growsFromASecondToHalfAnHourAndStaysThere() {
        List<Long> seconds = IntStream.rangeClosed(1, 9)
                .mapToObj(failures -> RetrySchedule.DEFAULT.delayNanos(failures, 0.5))
                .map(TimeUnit.NANOSECONDS::toSeconds)
                .toList();

        assertThat(seconds).containsExactly(1L, 5L, 30L, 120L, 300L, 900L, 1_800L, 1_800L, 1_800L);
    }

    @Test
    void variesByAFifthEitherWay() {
        assertThat(RetrySchedule.DEFAULT.delayNanos(2, 0)).isEqualTo(4_000_000_000L);
        assertThat(RetrySchedule.DEFAULT.delayNanos(2, 0.999_999)).isBetween(5_999_000_000L, 6_000_000_000L);
    }

    @Test
    void refusesAScheduleWithoutADelay() {
        assertThatThrownBy(() -> new RetrySchedule(List.of(), 0.2)).isInstanceOf(IllegalArgumentException.class);
    }
}
