package dev.ephyra.notify.lane;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How long a lane waits after its head failed, and when the head is to blame. Immutable.
 *
 * @param delaysMillis the wait after the first failure, the second and so on; the last one repeats until the event is too old
 * @param jitter share of a delay by which it varies either way, so that lanes of one outage do not come back together
 * @param poisonFailures so many failures of one event, with a success of another room before each, make it poison
 * @param poisonMillis unless the first of them is more recent
 */
public record RetrySchedule(List<Long> delaysMillis, double jitter, int poisonFailures, long poisonMillis) {
    /** A short restart of a receiver costs seconds; a weekend of trouble in one room costs 48 requests a day. */
    public static final RetrySchedule DEFAULT =
            new RetrySchedule(List.of(1_000L, 5_000L, 30_000L, 120_000L, 300_000L, 900_000L, 1_800_000L), 0.2);

    public RetrySchedule {
        delaysMillis = List.copyOf(delaysMillis);
        if (delaysMillis.isEmpty() || jitter < 0 || jitter >= 1) {
            throw new IllegalArgumentException("a schedule has a delay, and a jitter from 0 to below 1");
        }
    }

    /** Poison is what failed 20 times in at least 15 minutes. */
    public RetrySchedule(List<Long> delaysMillis, double jitter) {
        this(delaysMillis, jitter, 20, 900_000);
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

    /** The longest wait there is. */
    long longestNanos() {
        return (long) (TimeUnit.MILLISECONDS.toNanos(delaysMillis.getLast()) * (1 + jitter));
    }
}
