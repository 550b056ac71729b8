package dev.ephyra.webrtc.srtp;

import java.util.Optional;

/** A protection profile of DTLS-SRTP (RFC 5764 section 4.1.2, RFC 7714 section 14.2). */
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

    /** The number in the {@code use_srtp} extension. */
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

    /** Bytes of the authentication tag of each packet, by which SRTP lengthens RTP; SRTCP takes 4 more. */
    public int authTagBytes() {
        return switch (this) {
            case AES128_CM_HMAC_SHA1_80 -> 10;
            case AEAD_AES_128_GCM, AEAD_AES_256_GCM -> 16;
        };
    }

    /** The profile with that number, if it is one of these. */
    public static Optional<SrtpProfile> of(int id) {
        for (SrtpProfile profile : values()) {
            if (profile.id == id) {
                return Optional.of(profile);
            }
        }
        return Optional.empty();
    }
}
