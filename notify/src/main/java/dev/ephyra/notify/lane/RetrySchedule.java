package dev.ephyra.notify.lane;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How long a lane waits after its head failed. Immutable.
 *
 * @param delaysMillis the wait after the first failure, the second and so on; the last one repeats for ever
 * @param jitter share of a delay by which it varies either way, so that lanes of one outage do not come back together
 */
public record RetrySchedule(List<Long> delaysMillis, double jitter) {
    /** Half a second, doubling to half a minute, then every minute: a short restart of a receiver costs seconds. */
    public static final RetrySchedule DEFAULT =
            new RetrySchedule(List.of(500L, 1_000L, 2_000L, 4_000L, 8_000L, 15_000L, 30_000L, 60_000L), 0.2);

    public RetrySchedule {
        delaysMillis = List.copyOf(delaysMillis);
        if (delaysMillis.isEmpty() || jitter < 0 || jitter >= 1) {
            throw new IllegalArgumentException("a schedule has a delay, and a jitter from 0 to below 1");
        }
    }

    /**
     * The wait after the {@code failures}-th failure in a row.
     *
     * @param failures 1 or more
     * @param random uniform in [0, 1)
     */
    public long delayNanos(int failures, double random) {
        long delayMillis = delaysMillis.get(Math.min(failures, delaysMillis.size()) - 1);
        double factor = 1 - jitter + 2 * jitter * random;
        return (long) (TimeUnit.MILLISECONDS.toNanos(delayMillis) * factor);
    }
}
