package dev.ephyra.bench;

import java.util.Arrays;

/**
 * A histogram of durations in nanoseconds with a relative error below 2 %: 64 linear steps in each power of two. Owned
 * by one thread.
 */
public final class Latencies {
    private static final int STEP_BITS = 6;
    private static final int STEPS = 1 << STEP_BITS;
    // 63 powers of two at most: 4,096 counters, 32 KiB.
    private final long[] counts = new long[STEPS * (Long.SIZE - STEP_BITS + 1)];
    private long total;
    private long max;

    /** Counts one duration; negative ones count as 0. */
    public void record(long nanos) {
        long value = Math.max(0, nanos);
        counts[slot(value)]++;
        total++;
        max = Math.max(max, value);
    }

    /** Adds what {@code other} counted. */
    public void add(Latencies other) {
        for (int slot = 0; slot < counts.length; slot++) {
            counts[slot] += other.counts[slot];
        }
        total += other.total;
        max = Math.max(max, other.max);
    }

    public void clear() {
        Arrays.fill(counts, 0);
        total = 0;
        max = 0;
    }

    public long count() {
        return total;
    }

    public double maxMillis() {
        return max / 1e6;
    }

    /** The duration that {@code share} of all (0 to 1) do not exceed; 0 when nothing was counted. */
    public double millis(double share) {
        long rank = (long) Math.ceil(share * total);
        long seen = 0;
        for (int slot = 0; slot < counts.length; slot++) {
            seen += counts[slot];
            if (seen >= rank && seen > 0) {
                return Math.min(max, upperBound(slot)) / 1e6;
            }
        }
        return 0;
    }

    private static int slot(long value) {
        if (value < STEPS) {
            return (int) value;
        }
        int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(value) - STEP_BITS;
        return (shift + 1) * STEPS + (int) ((value >>> shift) - STEPS);
    }

    private static long upperBound(int slot) {
        if (slot < STEPS) {
            return slot;
        }
        int shift = slot / STEPS - 1;
        return ((long) (slot % STEPS + STEPS + 1) << shift) - 1;
    }
}
