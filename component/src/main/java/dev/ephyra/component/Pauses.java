package dev.ephyra.component;

import java.util.concurrent.TimeUnit;

/**
 * Notices that a loop with short turns got none for long: its process or its machine was stopped and goes on, and whoever
 * was silent meanwhile could not speak. Pure; times are monotonic nanoseconds. Owned by the loop's thread.
 */
public final class Pauses {
    /** Turns come every 250 ms or more often; so late on a busy machine is no silence of anybody either. */
    public static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private long lastNanos;

    public Pauses(long nowNanos) {
        lastNanos = nowNanos;
    }

    /** A turn has come. Returns how long there was none if that is {@link #LATE_NANOS} or more, otherwise 0. */
    public long turn(long nowNanos) {
        long passed = nowNanos - lastNanos;
        lastNanos = nowNanos;
        return passed >= LATE_NANOS ? passed : 0;
    }
}
