package dev.ephyra.notify.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BreakerTest {
    private static final long SECOND = 1_000_000_000L;

    private final Breaker breaker = new Breaker(BreakerLimits.DEFAULT);

    @Test
    void tripsOnFiveFailuresInARow() {
        for (int failure = 1; failure < 5; failure++) {
            assertThat(breaker.failed()).isFalse();
        }
        assertThat(breaker.failed()).isTrue();
    }

    @Test
    void tripsWhenHalfOfTenFail() {
        for (int pair = 1; pair < 5; pair++) {
            assertThat(breaker.failed()).isFalse();
            breaker.succeeded();
        }
        breaker.succeeded();
        assertThat(breaker.failed()).isTrue();
    }

    @Test
    void bearsThatAThirdFails() {
        for (int round = 0; round < 100; round++) {
            assertThat(breaker.failed()).isFalse();
            breaker.succeeded();
            breaker.succeeded();
        }
    }

    @Test
    void probesAfterTwoFourAndThenEveryEightSeconds() {
        breaker.trip(0, 0.5);
        assertThat(breaker.allowed(16, 0)).isZero();
        assertThat(breaker.nextProbeNanos()).isEqualTo(2 * SECOND);

        assertThat(probeFailsAt(2)).isEqualTo(6 * SECOND);
        assertThat(probeFailsAt(6)).isEqualTo(14 * SECOND);
        assertThat(probeFailsAt(14)).isEqualTo(22 * SECOND);
    }

    private long probeFailsAt(long seconds) {
        breaker.probeBegan(seconds * SECOND);
        assertThat(breaker.nextProbeNanos()).as("one at a time").isEqualTo(Long.MAX_VALUE);
        breaker.probeFailed(seconds * SECOND, 0.5);
        return breaker.nextProbeNanos();
    }

    @Test
    void variesButNeverWaitsLongerThanEightSeconds() {
        breaker.trip(0, 0);
        assertThat(breaker.nextProbeNanos()).isEqualTo((long) (1.6 * SECOND));
        probeFailsAt(0);
        probeFailsAt(0);
        breaker.probeFailed(0, 0.999);
        assertThat(breaker.nextProbeNanos()).isEqualTo(8 * SECOND);
    }

    @Test
    void probesSoonAfterOneThatHung() {
        breaker.trip(0, 0.5);
        breaker.probeBegan(2 * SECOND);
        breaker.probeFailed(17 * SECOND, 0.5);

        assertThat(breaker.nextProbeNanos()).isEqualTo(18 * SECOND);
    }

    @Test
    void doublesAfterARecoveryUntilTheLimitAndTripsAtOnceMeanwhile() {
        breaker.trip(0, 0.5);
        breaker.startSlowly(0);
        int[] allowed = IntStream.range(0, 6)
                .map(success -> {
                    int now = breaker.allowed(16, 0);
                    breaker.succeeded();
                    return now;
                })
                .toArray();
        assertThat(allowed).containsExactly(1, 2, 4, 8, 16, 16);
        assertThat(breaker.failed()).as("closed again").isFalse();

        breaker.startSlowly(0);
        assertThat(breaker.failed()).isTrue();
    }

    @Test
    void endsASlowStartWithLittleToSendAfterAWhile() {
        breaker.startSlowly(0);

        assertThat(breaker.allowed(16, 29 * SECOND)).isEqualTo(1);
        assertThat(breaker.allowed(16, 30 * SECOND)).isEqualTo(16);
    }

    @Test
    void ignoresWhatWasOutBeforeTheTrip() {
        breaker.trip(0, 0.5);
        breaker.succeeded();
        assertThat(breaker.failed()).isFalse();

        assertThat(breaker.isTripped()).isTrue();
        assertThat(breaker.isFailing()).isTrue();
    }
}
