package dev.ephyra.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Pauses, in no time at all. */
class RetryPolicyTest {
    private static final Instant NOW = Instant.parse("2015-10-21T07:28:00Z");

    @Test
    void pausesGrowToALimitAndVaryByHalf() {
        RetryPolicy policy = new RetryPolicy(10);
        Random random = new Random(1);

        assertPauses(policy, random, 1, 50, 100);
        assertPauses(policy, random, 2, 100, 200);
        assertPauses(policy, random, 6, 1_600, 3_200);
        assertPauses(policy, random, 7, 2_500, 5_000);
        assertPauses(policy, random, 10, 2_500, 5_000);
    }

    private static void assertPauses(RetryPolicy policy, Random random, int attemptsMade, long least, long most) {
        assertThat(IntStream.range(0, 1_000)
                        .mapToLong(ignored ->
                                policy.pause(attemptsMade, null, random).toMillis())
                        .summaryStatistics())
                .satisfies(pauses -> {
                    assertThat(pauses.getMin()).isBetween(least, least + least / 10);
                    assertThat(pauses.getMax()).isBetween(most - most / 10, most);
                });
    }

    @Test
    void whatTheServerAsksForComesFirst() {
        assertThat(new RetryPolicy(1).pause(1, Duration.ofSeconds(3), new Random(1)))
                .isBetween(Duration.ofMillis(3_050), Duration.ofMillis(3_100));
    }

    @Test
    void readsSecondsAndDates() {
        assertThat(RetryAfter.of("130", NOW)).hasValue(Duration.ofSeconds(130));
        assertThat(RetryAfter.of(" 0 ", NOW)).hasValue(Duration.ZERO);
        assertThat(RetryAfter.of("9".repeat(40), NOW)).hasValue(Duration.ofSeconds(999_999_999));
        assertThat(RetryAfter.of("Wed, 21 Oct 2015 07:28:30 GMT", NOW)).hasValue(Duration.ofSeconds(30));
        assertThat(RetryAfter.of("Wed, 21 Oct 2015 07:27:00 GMT", NOW)).hasValue(Duration.ZERO);
        for (String nothing : new String[] {"", "-1", "1.5", "soon", "Wed, 99 Oct 2015 07:28:30 GMT", "٣"}) {
            assertThat(RetryAfter.of(nothing, NOW)).as(nothing).isEmpty();
        }
    }
}
