package dev.ephyra.webrtc.srtp;

/**
 * One transform with its session keys, for SRTP or for SRTCP in one direction. Knows nothing of which indexes were
 * used. Works in place: packets begin at {@code offset} and are {@code length} bytes long.
 */
sealed interface SrtpCipher permits GcmCipher, CounterModeCipher {
    /** In SRTCP, after the packet: whether it is encrypted, and its index of 31 bits (RFC 3711 section 3.4). */
    int INDEX_WORD_BYTES = 4;

    int ENCRYPTED_FLAG = 0x8000_0000;

    /**
     * Makes an RTP packet an SRTP packet; the array has room for the tag.
     *
     * @param headerBytes at its front, which stay readable
     * @return the new length
     */
    int protectRtp(byte[] packet, int offset, int headerBytes, int length, long index);

    /** The way back: the length without tag, or the code of {@link SrtpRefusal#BAD_TAG} and an unchanged packet. */
    int unprotectRtp(byte[] packet, int offset, int headerBytes, int length, long index);

    /**
     * Makes an RTCP packet an SRTCP packet; the array has room for index and tag.
     *
     * @param index 31 bits
     * @return the new length
     */
    int protectRtcp(byte[] packet, int offset, int length, int index);

    /** Where the word with flag and index begins, in a packet of {@code length} bytes. */
    int indexWordAt(int length);

    /** The way back: the length without index and tag, or a refusal as above. */
    int unprotectRtcp(byte[] packet, int offset, int length);

    /** That of SRTP. {@code scratch} takes a whole packet and may be shared by the ciphers of one thread. */
    static SrtpCipher forRtp(SrtpProfile profile, KeyDerivation keys, byte[] scratch) {
        return of(profile, keys, 0, scratch);
    }

    /** That of SRTCP. */
    static SrtpCipher forRtcp(SrtpProfile profile, KeyDerivation keys, byte[] scratch) {
        return of(profile, keys, KeyDerivation.RTCP, scratch);
    }

    private static SrtpCipher of(SrtpProfile profile, KeyDerivation keys, int labels, byte[] scratch) {
        byte[] key = keys.derive(labels + KeyDerivation.RTP_ENCRYPTION, profile.keyBytes());
        byte[] salt = keys.derive(labels + KeyDerivation.RTP_SALT, profile.saltBytes());
        return switch (profile) {
            case AEAD_AES_128_GCM, AEAD_AES_256_GCM -> new GcmCipher(key, salt, scratch);
            case AES128_CM_HMAC_SHA1_80 -> {
                byte[] authenticationKey =
                        keys.derive(labels + KeyDerivation.RTP_AUTHENTICATION, CounterModeCipher.MAC_KEY_BYTES);
                yield new CounterModeCipher(key, authenticationKey, salt, scratch);
            }
        };
    }
}
