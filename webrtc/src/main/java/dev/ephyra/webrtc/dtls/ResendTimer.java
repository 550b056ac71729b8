package dev.ephyra.webrtc.dtls;

import java.util.concurrent.TimeUnit;

/** When to send a flight again (RFC 6347 section 4.2.4.1). Owned by its association. */
final class ResendTimer {
    static final long NEVER = Long.MAX_VALUE;

    /** The RFC's 1 s is for strangers; a path that was just checked answers within 400 ms, calculations included. */
    static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

    /** With doubling from the first: 0.4, 0.8, 1.6, 3.2, 6.4 and so on, eight flights within 30 s. */
    static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(6_400);

    private long waitNanos = FIRST_NANOS;
    private long dueNanos = NEVER;

    /** A flight was sent. */
    void arm(long nowNanos) {
        dueNanos = nowNanos + waitNanos;
    }

    /** The peer has brought something new. */
    void relax() {
        waitNanos = FIRST_NANOS;
    }

    void stop() {
        dueNanos = NEVER;
    }

    /** Whether it is time; if so, the next wait is twice as long and begins now. */
    boolean fires(long nowNanos) {
        if (dueNanos == NEVER || nowNanos - dueNanos < 0) {
            return false;
        }
        waitNanos = Math.min(2 * waitNanos, LONGEST_NANOS);
        arm(nowNanos);
        return true;
    }

    /** {@link #NEVER} while nothing waits. */
    long dueNanos() {
        return dueNanos;
    }
}
