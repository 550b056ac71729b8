package dev.ephyra.webrtc.stun;

import java.util.zip.CRC32;

/** The value of FINGERPRINT (RFC 8489 section 14.7). Stateless. */
final class Fingerprints {
    static final int BYTES = 4;

    /** So that a protocol inside that ends with a CRC-32 of its own is not taken for STUN. */
    private static final int XOR = 0x5354554E;

    private Fingerprints() {}

    /** Over the message before the attribute; the length field must already count it. */
    static int of(byte[] buffer, int offset, int bytesBefore) {
        CRC32 crc = new CRC32();
        crc.update(buffer, offset, bytesBefore);
        return (int) crc.getValue() ^ XOR;
    }
}
