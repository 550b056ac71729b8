package dev.ephyra.media;

import java.util.concurrent.TimeUnit;

/**
 * How long somebody may still wait: a second in all, and what was waited is earned back by time without a wait, one for one.
 * So whoever sends much in one go waits a second once, and not for each packet. Pure; times are monotonic nanoseconds. Owned
 * by the thread that waits.
 */
final class Patience {
    /** A media thread that takes nothing for so long is stuck; a component has to show that it lives within 5 s. */
    static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private long leftNanos = LONGEST_NANOS;
    private long lastNanos;

    Patience(long nowNanos) {
        lastNanos = nowNanos;
    }

    /** A wait may begin: there was none since the last call. */
    void rested(long nowNanos) {
        leftNanos = Math.min(LONGEST_NANOS, leftNanos + nowNanos - lastNanos);
        lastNanos = nowNanos;
    }

    /** All the time since the last call was a wait. */
    void waited(long nowNanos) {
        leftNanos -= nowNanos - lastNanos;
        lastNanos = nowNanos;
    }

    /** Whether it may wait on. */
    boolean lasts() {
        return leftNanos > 0;
    }
}
