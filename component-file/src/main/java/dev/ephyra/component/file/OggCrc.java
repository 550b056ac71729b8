package dev.ephyra.component.file;

/** The checksum of Ogg pages (RFC 3533 section 6): polynomial 0x04c11db7, not reflected, begun with 0. Stateless. */
final class OggCrc {
    private static final int POLYNOMIAL = 0x04c11db7;
    private static final int[] TABLE = table();

    private OggCrc() {}

    private static int[] table() {
        int[] table = new int[256];
        for (int value = 0; value < table.length; value++) {
            int crc = value << 24;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc < 0 ? (crc << 1) ^ POLYNOMIAL : crc << 1;
            }
            table[value] = crc;
        }
        return table;
    }

    /** Goes on from {@code crc} with these bytes. */
    static int update(int crc, byte[] bytes) {
        int next = crc;
        for (byte value : bytes) {
            next = (next << 8) ^ TABLE[(next >>> 24) ^ (value & 0xff)];
        }
        return next;
    }
}
