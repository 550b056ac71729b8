package dev.ephyra.notify.lane;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConcurrencyTest {
    private final Concurrency concurrency = new Concurrency(256);

    @Test
    void doublesWithEachRoundUntilItsCap() {
        succeed(16);
        assertThat(concurrency.limit()).isEqualTo(32);
        succeed(1_000);
        assertThat(concurrency.limit()).isEqualTo(256);
    }

    @Test
    void doesNotGrowOnWhatIsNotUsed() {
        for (int success = 0; success < 1_000; success++) {
            concurrency.succeeded(3);
        }
        assertThat(concurrency.limit()).isEqualTo(16);
    }

    @Test
    void halvesOnceForAllThatWereOutAndThenGrowsByOneARound() {
        succeed(1_000);
        for (int refusal = 0; refusal < 100; refusal++) {
            concurrency.throttled(refusal, 1_000);
        }
        assertThat(concurrency.limit()).isEqualTo(128);
        concurrency.throttled(1_000, 2_000);
        assertThat(concurrency.limit()).isEqualTo(64);

        succeed(65);
        assertThat(concurrency.limit()).isEqualTo(65);
    }

    @Test
    void leavesOne() {
        for (int refusal = 0; refusal < 20; refusal++) {
            concurrency.throttled(refusal, refusal);
        }
        assertThat(concurrency.limit()).isEqualTo(1);
    }

    private void succeed(int times) {
        for (int success = 0; success < times; success++) {
            concurrency.succeeded(concurrency.limit());
        }
    }
}
