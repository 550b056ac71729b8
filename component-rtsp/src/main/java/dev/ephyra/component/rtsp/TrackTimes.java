package dev.ephyra.component.rtsp;

import java.util.concurrent.TimeUnit;

/** The timestamps of a track over all sessions of its camera. Owned by one thread; times are monotonic nanoseconds. */
final class TrackTimes {
    private static final long CLOCK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int clockRateHz;
    private final long unixOffsetNanos;
    private boolean hasSession;
    private int offset;
    private int lastTicks;
    private long lastNanos;
    private long nextClockNanos;

    /**
     * @param clockRateHz of the timestamps
     * @param unixOffsetNanos what makes nanoseconds since 1970 of monotonic ones
     */
    TrackTimes(int clockRateHz, long unixOffsetNanos) {
        this.clockRateHz = clockRateHz;
        this.unixOffsetNanos = unixOffsetNanos;
    }

    /** Another session begins, whose timestamps have nothing to do with those before. */
    void newSession() {
        hasSession = false;
    }

    /** The track's timestamp for one of the session's; the first of a session goes on by the time that has passed. */
    int map(int timestamp, long nowNanos) {
        if (!hasSession) {
            long passed = lastNanos == 0 ? 0 : nowNanos - lastNanos;
            int ticks = lastTicks + (int) (TimeUnit.NANOSECONDS.toMicros(passed) * clockRateHz / 1_000_000);
            offset = ticks - timestamp;
            hasSession = true;
            nextClockNanos = nowNanos;
        }
        lastTicks = timestamp + offset;
        lastNanos = nowNanos;
        return lastTicks;
    }

    /** Whether it is to be told again which time a timestamp is; once a second. */
    boolean isClockDue(long nowNanos) {
        boolean isDue = nowNanos - nextClockNanos >= 0;
        nextClockNanos = isDue ? nowNanos + CLOCK_NANOS : nextClockNanos;
        return isDue;
    }

    /** Nanoseconds since 1970. */
    long unixNanos(long nowNanos) {
        return nowNanos + unixOffsetNanos;
    }
}
