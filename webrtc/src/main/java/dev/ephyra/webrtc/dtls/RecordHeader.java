package dev.ephyra.webrtc.dtls;

/**
 * The 13 bytes before each record: type, version, epoch, sequence number, length (RFC 6347 section 4.1). Stateless; the
 * caller has checked that they are there.
 */
final class RecordHeader {
    static final int BYTES = 13;

    static final int CHANGE_CIPHER_SPEC = 20;
    static final int ALERT = 21;
    static final int HANDSHAKE = 22;
    static final int APPLICATION_DATA = 23;

    static final int DTLS_1_0 = 0xFEFF;
    static final int DTLS_1_2 = 0xFEFD;

    private RecordHeader() {}

    static int type(byte[] buffer, int at) {
        return buffer[at] & 0xFF;
    }

    static int version(byte[] buffer, int at) {
        return uint16(buffer, at + 1);
    }

    static int epoch(byte[] buffer, int at) {
        return uint16(buffer, at + 3);
    }

    /** Of what follows the header. */
    static int length(byte[] buffer, int at) {
        return uint16(buffer, at + 11);
    }

    static void setLength(byte[] buffer, int at, int length) {
        buffer[at + 11] = (byte) (length >> 8);
        buffer[at + 12] = (byte) length;
    }

    /** @param sequence 48 bits */
    static void setSequence(byte[] buffer, int at, long sequence) {
        for (int octet = 0; octet < 6; octet++) {
            buffer[at + 5 + octet] = (byte) (sequence >> (40 - 8 * octet));
        }
    }

    static int uint16(byte[] buffer, int at) {
        return (buffer[at] & 0xFF) << 8 | (buffer[at + 1] & 0xFF);
    }

    static int uint24(byte[] buffer, int at) {
        return (buffer[at] & 0xFF) << 16 | uint16(buffer, at + 1);
    }
}
