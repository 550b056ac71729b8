package dev.ephyra.webrtc.rtp;

import java.util.concurrent.TimeUnit;

/** Nanoseconds as ticks of an RTP clock. Stateless. */
public final class MediaClock {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private MediaClock() {}

    /** Whole ticks in {@code nanos}, towards negative infinity; right for any length of time up to 292 years. */
    public static long ticks(long nanos, int rateHz) {
        // Seconds and the rest apart: nanoseconds times 90,000 would leave 64 bits after 28 hours.
        return Math.floorDiv(nanos, SECOND) * rateHz + Math.floorMod(nanos, SECOND) * rateHz / SECOND;
    }
}
