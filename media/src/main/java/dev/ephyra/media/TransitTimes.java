package dev.ephyra.media;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long datagrams are inside the server, from the read that brought one to the last send it led to. Written by one
 * media thread, read by any; allocates nothing per datagram.
 */
public final class TransitTimes {
    /** Powers of two of nanoseconds, each in eight parts: a figure is wrong by 12 % at most. */
    private static final int PARTS = 8;

    private static final int PART_BITS = 3;
    private static final int BUCKETS = 64 * PARTS;

    private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);

    void record(long nanos) {
        int bucket = bucket(nanos);
        counts.lazySet(bucket, counts.getPlain(bucket) + 1);
    }

    private static int bucket(long nanos) {
        long value = Math.max(PARTS, nanos);
        int exponent = 63 - Long.numberOfLeadingZeros(value);
        return exponent * PARTS + (int) (value >>> (exponent - PART_BITS) & (PARTS - 1));
    }

    /** What was recorded until now. */
    public Counts counts() {
        long[] copy = new long[BUCKETS];
        for (int i = 0; i < BUCKETS; i++) {
            copy[i] = counts.get(i);
        }
        return new Counts(copy);
    }

    /** What was recorded until some moment, or between two. Immutable. */
    public static final class Counts {
        private final long[] counts;

        private Counts(long[] counts) {
            this.counts = counts;
        }

        /** What came after {@code earlier}. */
        public Counts since(Counts earlier) {
            long[] later = counts.clone();
            for (int i = 0; i < BUCKETS; i++) {
                later[i] -= earlier.counts[i];
            }
            return new Counts(later);
        }

        /** With those of another media thread. */
        public Counts plus(Counts other) {
            long[] sum = counts.clone();
            for (int i = 0; i < BUCKETS; i++) {
                sum[i] += other.counts[i];
            }
            return new Counts(sum);
        }

        /** How many datagrams. */
        public long count() {
            long all = 0;
            for (long count : counts) {
                all += count;
            }
            return all;
        }

        /**
         * What {@code share} of the datagrams took at most, in nanoseconds; 0 without any.
         *
         * @param share above 0, at most 1: 1 is the longest
         */
        public long quantileNanos(double share) {
            long wanted = (long) Math.ceil(count() * share);
            long seen = 0;
            for (int i = 0; i < BUCKETS; i++) {
                seen += counts[i];
                if (seen >= wanted && seen > 0) {
                    return upper(i);
                }
            }
            return 0;
        }

        private static long upper(int bucket) {
            int exponent = bucket / PARTS;
            long part = bucket % PARTS + 1L;
            return (1L << exponent) + (part << Math.max(0, exponent - PART_BITS));
        }
    }
}
