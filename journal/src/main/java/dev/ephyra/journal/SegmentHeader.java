package dev.ephyra.journal;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The head of a segment file. It is written twice, a sector apart, so that one flipped bit does not lose the log epoch.
 *
 * <p>Magic and version keep their places in every later version, so that an older server can tell that it is older.
 *
 * @param baseOffset offset of the segment's first record
 */
record SegmentHeader(int version, UUID logEpoch, long baseOffset) {
    static final int VERSION = 1;
    /** Two sectors: one copy in each. */
    static final int AREA_BYTES = 1024;

    static final int COPY_BYTES = 512;

    private static final long MAGIC = 0x4550485952414A31L; // "EPHYRAJ1"
    private static final int CRC_AT = 40;

    private static final String SUFFIX = ".log";
    private static final int DIGITS = 20;

    /** The area before the first batch. */
    ByteBuffer area() {
        ByteBuffer area = ByteBuffer.allocate(AREA_BYTES);
        for (int copy = 0; copy < AREA_BYTES; copy += COPY_BYTES) {
            area.position(copy);
            area.putLong(MAGIC).putInt(version).putInt(0);
            area.putLong(logEpoch.getMostSignificantBits()).putLong(logEpoch.getLeastSignificantBits());
            area.putLong(baseOffset);
            area.putInt(crc(area, copy));
        }
        return area.clear();
    }

    /** Reads one copy; null if it does not check. */
    static @Nullable SegmentHeader parse(ByteBuffer area, int copy) {
        if (area.limit() < copy + CRC_AT + Integer.BYTES
                || area.getLong(copy) != MAGIC
                || area.getInt(copy + CRC_AT) != crc(area, copy)) {
            return null;
        }
        UUID epoch = new UUID(area.getLong(copy + 16), area.getLong(copy + 24));
        return new SegmentHeader(area.getInt(copy + 8), epoch, area.getLong(copy + 32));
    }

    static String fileName(long baseOffset) {
        return String.format(Locale.ROOT, "%0" + DIGITS + "d", baseOffset) + SUFFIX;
    }

    /** The base offset in a segment's name; -1 if it is no segment. */
    static long baseOffset(String fileName) {
        if (!fileName.endsWith(SUFFIX) || fileName.length() != DIGITS + SUFFIX.length()) {
            return -1;
        }
        long base = 0;
        for (int i = 0; i < DIGITS; i++) {
            int digit = fileName.charAt(i) - '0';
            if (digit < 0 || digit > 9 || base > (Long.MAX_VALUE - digit) / 10) {
                return -1;
            }
            base = base * 10 + digit;
        }
        return base;
    }

    private static int crc(ByteBuffer area, int copy) {
        CRC32C crc = new CRC32C();
        crc.update(area.duplicate().limit(copy + CRC_AT).position(copy));
        return (int) crc.getValue();
    }
}
