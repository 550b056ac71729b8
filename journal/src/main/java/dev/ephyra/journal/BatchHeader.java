package dev.ephyra.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The head of a batch on disk. A batch starts at a multiple of 8 and is followed by zeros up to the next one.
 *
 * <p>The head has a checksum of its own, so that a damaged body does not hide where the next batch begins. A
 * batch of no records is a note that the writer leaves at the tail: what is before it was durable.
 *
 * @param bodyBytes bytes of all records
 * @param baseOffset offset of the first record
 * @param durableBefore the last offset that was durable when this was written. A batch that does not check is
 *     torn if no later batch claims to have followed it, and corrupt otherwise
 * @param records number of records
 */
record BatchHeader(int bodyBytes, long baseOffset, long durableBefore, int records, int bodyCrc) {
    static final int BYTES = 40;
    static final int ALIGNMENT = 8;

    /**
     * The end of the largest room: 12,400 records of 300 bytes, and the 4 Mi characters of text that a room
     * may hold, three bytes each, in event and notification: 28 MiB.
     */
    static final int MAX_BATCH_BYTES = 64 * 1024 * 1024;

    /** Ordinals have 16 bits. */
    static final int MAX_RECORDS = 1 << 16;

    static final int MAGIC = 0x45504A42; // "EPJB"
    private static final int CRC_AT = 36;

    /** Bytes on disk with head and alignment. */
    int sizeBytes() {
        return sizeBytes(bodyBytes);
    }

    static int sizeBytes(int bodyBytes) {
        return (BYTES + bodyBytes + ALIGNMENT - 1) & -ALIGNMENT;
    }

    long lastOffset() {
        return baseOffset + records - 1;
    }

    void write(ByteBuffer target, int at) {
        target.putInt(at, MAGIC);
        target.putInt(at + 4, bodyBytes);
        target.putLong(at + 8, baseOffset);
        target.putLong(at + 16, durableBefore);
        target.putInt(at + 24, records);
        target.putInt(at + 28, bodyCrc);
        target.putInt(at + 32, 0);
        target.putInt(at + CRC_AT, crc(target, at, CRC_AT));
    }

    /** The head at {@code at}; null if there is none that checks. */
    static @Nullable BatchHeader parse(ByteBuffer source, int at) {
        if (source.limit() - at < BYTES
                || source.getInt(at) != MAGIC
                || source.getInt(at + CRC_AT) != crc(source, at, CRC_AT)) {
            return null;
        }
        BatchHeader header = new BatchHeader(
                source.getInt(at + 4),
                source.getLong(at + 8),
                source.getLong(at + 16),
                source.getInt(at + 24),
                source.getInt(at + 28));
        return header.plausible() ? header : null;
    }

    /** Writes the head of a batch that has no offset yet; {@link #place} completes it. */
    static void unplaced(int bodyBytes, int records, int bodyCrc, byte[] bytes) {
        ByteBuffer frame = ByteBuffer.wrap(bytes);
        frame.putInt(0, MAGIC);
        frame.putInt(4, bodyBytes);
        frame.putInt(24, records);
        frame.putInt(28, bodyCrc);
    }

    /** Completes the head of a batch, once it is known where it stands and what is durable before it. */
    static void place(ByteBuffer frame, long baseOffset, long durableBefore) {
        frame.putLong(8, baseOffset);
        frame.putLong(16, durableBefore);
        frame.putInt(CRC_AT, crc(frame, 0, CRC_AT));
    }

    private boolean plausible() {
        return bodyBytes >= 0
                && bodyBytes <= MAX_BATCH_BYTES - BYTES
                && baseOffset > 0
                && baseOffset <= Long.MAX_VALUE - MAX_RECORDS
                && durableBefore >= 0
                && durableBefore < baseOffset
                && records >= 0
                && records <= MAX_RECORDS
                && (records == 0) == (bodyBytes == 0);
    }

    static int crc(ByteBuffer source, int at, int length) {
        CRC32C crc = new CRC32C();
        if (source.hasArray()) {
            crc.update(source.array(), source.arrayOffset() + at, length);
        } else {
            crc.update(source.duplicate().limit(at + length).position(at));
        }
        return (int) crc.getValue();
    }
}
