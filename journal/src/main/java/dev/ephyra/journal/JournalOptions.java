package dev.ephyra.journal;

import java.time.Duration;

/**
 * Sizes and limits of a journal, in bytes unless named otherwise. {@link #defaults()} is right for a server.
 *
 * @param segmentBytes a segment is sealed before it would grow beyond this
 * @param extentBytes zeros are written ahead in pieces of this size
 * @param commitBytes at most this much goes into one force
 * @param queuedBytes beyond this the journal says that it is full
 * @param recentBytes durable records kept in memory for cursors near the head
 * @param readBytes one read of a cursor that is behind
 * @param indexStrideBytes one offset in this many bytes of a segment is remembered
 * @param retentionBytes the oldest segments are deleted beyond this
 * @param retentionHardBytes beyond this they are deleted even if someone still needs them
 * @param retentionAge segments whose newest record is older are deleted; at twice this age even if someone
 *     still needs them
 */
public record JournalOptions(
        long segmentBytes,
        int extentBytes,
        int commitBytes,
        long queuedBytes,
        int recentBytes,
        int readBytes,
        int indexStrideBytes,
        long retentionBytes,
        long retentionHardBytes,
        Duration retentionAge) {
    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;

    public JournalOptions {
        if (segmentBytes < 2 * SegmentHeader.AREA_BYTES || segmentBytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a segment has 2 KiB to 2 GiB, not " + segmentBytes);
        }
        if (extentBytes < 1 || commitBytes < 1 || readBytes < BatchHeader.BYTES || indexStrideBytes < 1) {
            throw new IllegalArgumentException("sizes must be positive");
        }
        if (retentionHardBytes < retentionBytes) {
            throw new IllegalArgumentException("the hard limit " + retentionHardBytes + " is below the limit "
                    + retentionBytes + " of the journal");
        }
    }

    /**
     * What a server uses. Ten million records of 1 KiB in 80 segments; a queue of 64 MiB is two seconds of a
     * disk that writes 32 MiB/s; 8 MiB in memory are the last 40,000 records of 200 bytes. What is undelivered
     * may take twice the space before it is given up.
     */
    public static JournalOptions defaults() {
        return new JournalOptions(
                128L * MIB,
                8 * MIB,
                4 * MIB,
                64L * MIB,
                8 * MIB,
                256 * KIB,
                64 * KIB,
                10L * KIB * MIB,
                20L * KIB * MIB,
                Duration.ofDays(7));
    }

    /** The same with other limits on what is kept; the hard limit is twice {@code bytes}. */
    public JournalOptions withRetention(long bytes, Duration age) {
        return withRetention(bytes, bytes > Long.MAX_VALUE / 2 ? Long.MAX_VALUE : 2 * bytes, age);
    }

    /** The same with other limits on what is kept. */
    public JournalOptions withRetention(long bytes, long hardBytes, Duration age) {
        return new JournalOptions(
                segmentBytes,
                extentBytes,
                commitBytes,
                queuedBytes,
                recentBytes,
                readBytes,
                indexStrideBytes,
                bytes,
                hardBytes,
                age);
    }

    /** The largest batch: it has to fit into an empty segment. */
    int batchBytes() {
        return (int) Math.min(BatchHeader.MAX_BATCH_BYTES, segmentBytes - SegmentHeader.AREA_BYTES);
    }
}
