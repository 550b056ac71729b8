package dev.ephyra.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AuthFailureLimitTest {
    private final AuthFailureLimit limit = new AuthFailureLimit();

    private void fail(String address, int times) {
        for (int i = 0; i < times; i++) {
            limit.failed(address, 0);
        }
    }

    @Test
    void refusesAfterTheBurstAndForgivesOneByOne() {
        fail("a", AuthFailureLimit.BURST - 1);
        assertThat(limit.retryAfterSeconds("a", 0)).isZero();
        fail("a", 1);
        assertThat(limit.retryAfterSeconds("a", 0)).isEqualTo(1);
        assertThat(limit.retryAfterSeconds("b", 0)).isZero();
        assertThat(limit.retryAfterSeconds("a", AuthFailureLimit.NANOS_PER_FAILURE))
                .isZero();
    }

    @Test
    void locksNobodyOutForLongerThanOneFailure() {
        fail("a", 100_000);

        assertThat(limit.retryAfterSeconds("a", AuthFailureLimit.NANOS_PER_FAILURE))
                .isZero();
    }

    @Test
    void countsOneNetworkOfIpv6AsOneAddress() {
        fail("2001:db8:0:1::1", 50);
        fail("2001:db8:0:1:ffff::2%eth0", 50);
        fail("2001:db8:0:1:9::3", 50);

        assertThat(limit.retryAfterSeconds("2001:db8:0:1::77", 0)).isEqualTo(1);
        assertThat(limit.retryAfterSeconds("2001:db8:0:2::1", 0)).isZero();
    }

    @Test
    void remembersABoundedNumberOfAddresses() {
        for (int i = 0; i < 3 * AuthFailureLimit.MAX_ADDRESSES; i++) {
            limit.failed("10." + i, 0);
        }
        assertThat(limit.addresses()).isLessThanOrEqualTo(AuthFailureLimit.MAX_ADDRESSES + 1);
        assertThat(limit.retryAfterSeconds("unseen", 0)).isEqualTo(1);

        limit.failed("late", AuthFailureLimit.BURST * AuthFailureLimit.NANOS_PER_FAILURE + 1);
        assertThat(limit.addresses()).isEqualTo(1);
    }
}
