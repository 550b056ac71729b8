package dev.ephyra.webrtc.srtp;

/** A protection profile as DTLS negotiates it (RFC 5764 section 4.1.2, RFC 7714 section 14.2). */
public enum SrtpProfile {
    AES128_CM_HMAC_SHA1_80(1, 16, 14),
    AEAD_AES_128_GCM(7, 16, 12),
    AEAD_AES_256_GCM(8, 32, 12);

    private final int id;
    private final int keyBytes;
    private final int saltBytes;

    SrtpProfile(int id, int keyBytes, int saltBytes) {
        this.id = id;
        this.keyBytes = keyBytes;
        this.saltBytes = saltBytes;
    }

    /** The 16-bit value in the extension {@code use_srtp}. */
    public int id() {
        return id;
    }

    /** Bytes of a master key. */
    public int keyBytes() {
        return keyBytes;
    }

    /** Bytes of a master salt. */
    public int saltBytes() {
        return saltBytes;
    }
}
