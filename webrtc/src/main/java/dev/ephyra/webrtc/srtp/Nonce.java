package dev.ephyra.webrtc.srtp;

import dev.ephyra.webrtc.bytes.NetworkOrder;

/**
 * The initialization vectors of one session key: its salt, with source and index of the packet folded in. Owned by the
 * cipher that uses it.
 */
final class Nonce {
    private static final int INDEX_BYTES = 6;

    private final byte[] salt;
    private final byte[] bytes;
    private final int sourceAt;

    private Nonce(byte[] salt, int bytes, int sourceAt) {
        this.salt = salt.clone();
        this.bytes = new byte[bytes];
        this.sourceAt = sourceAt;
    }

    /** For counter mode: 16 bytes, of which the last two count blocks (RFC 3711 section 4.1.1). */
    static Nonce forCounterMode(byte[] salt) {
        return new Nonce(salt, 16, 4);
    }

    /** For GCM: 12 bytes (RFC 7714 sections 8.1 and 9.1). */
    static Nonce forGcm(byte[] salt) {
        return new Nonce(salt, 12, 2);
    }

    /**
     * The vector of one packet, in an array that the next call overwrites.
     *
     * @param index 48 bits of SRTP or 31 of SRTCP
     */
    byte[] of(int source, long index) {
        System.arraycopy(salt, 0, bytes, 0, salt.length);
        NetworkOrder.put32(bytes, sourceAt, NetworkOrder.int32(bytes, sourceAt) ^ source);
        for (int i = 0; i < INDEX_BYTES; i++) {
            bytes[sourceAt + 4 + i] ^= (byte) (index >>> (8 * (INDEX_BYTES - 1 - i)));
        }
        return bytes;
    }
}
