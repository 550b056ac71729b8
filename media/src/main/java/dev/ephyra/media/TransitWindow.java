package dev.ephyra.media;

import java.util.concurrent.TimeUnit;

/** The {@link TransitTimes} of late, since a figure of the whole life of a server hides what is wrong now. Owned by one thread. */
final class TransitWindow {
    /** Half a window; two scrapes of 15 s fit. */
    static final long HALF_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final TransitTimes times;
    private TransitTimes.Counts begin;
    private TransitTimes.Counts middle;
    private long middleNanos;

    TransitWindow(TransitTimes times, long nowNanos) {
        this.times = times;
        this.begin = times.counts();
        this.middle = begin;
        this.middleNanos = nowNanos;
    }

    /** Of the last one to two halves. */
    TransitTimes.Counts latest(long nowNanos) {
        TransitTimes.Counts now = times.counts();
        if (nowNanos - middleNanos >= HALF_NANOS) {
            begin = middle;
            middle = now;
            middleNanos = nowNanos;
        }
        return now.since(begin);
    }
}
