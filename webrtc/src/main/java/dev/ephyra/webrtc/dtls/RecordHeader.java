package dev.ephyra.webrtc.dtls;

import dev.ephyra.webrtc.bytes.NetworkOrder;

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
        return NetworkOrder.uint8(buffer, at);
    }

    static int version(byte[] buffer, int at) {
        return NetworkOrder.uint16(buffer, at + 1);
    }

    static int epoch(byte[] buffer, int at) {
        return NetworkOrder.uint16(buffer, at + 3);
    }

    /** Of what follows the header. */
    static int length(byte[] buffer, int at) {
        return NetworkOrder.uint16(buffer, at + 11);
    }

    static void setLength(byte[] buffer, int at, int length) {
        NetworkOrder.put16(buffer, at + 11, length);
    }

    /** @param sequence 48 bits */
    static void setSequence(byte[] buffer, int at, long sequence) {
        NetworkOrder.put16(buffer, at + 5, (int) (sequence >>> Integer.SIZE));
        NetworkOrder.put32(buffer, at + 7, (int) sequence);
    }
}
