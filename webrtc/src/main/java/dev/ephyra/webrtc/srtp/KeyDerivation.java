package dev.ephyra.webrtc.srtp;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Session keys from a master key (RFC 3711 section 4.3). The key derivation rate is 0, as always with DTLS-SRTP
 * (RFC 5764 section 4.1.2), so that a label has one key for the life of the master key.
 */
final class KeyDerivation {
    static final int RTP_ENCRYPTION = 0;
    static final int RTP_AUTHENTICATION = 1;
    static final int RTP_SALT = 2;

    /** What the labels of SRTCP are above those of SRTP. */
    static final int RTCP = 3;

    private static final int BLOCK_BYTES = 16;
    private static final int LABEL_AT = 7;

    private final byte[] masterKey;
    private final byte[] masterSalt;

    /** @throws IllegalArgumentException if key or salt are not as long as the profile wants them */
    KeyDerivation(SrtpProfile profile, byte[] masterKey, byte[] masterSalt) {
        if (masterKey.length != profile.keyBytes() || masterSalt.length != profile.saltBytes()) {
            throw new IllegalArgumentException(profile + " has a master key of " + profile.keyBytes()
                    + " bytes and a salt of " + profile.saltBytes() + ", not " + masterKey.length + " and "
                    + masterSalt.length);
        }
        this.masterKey = masterKey.clone();
        this.masterSalt = masterSalt.clone();
    }

    /** The key of {@code label}, {@code bytes} long. */
    byte[] derive(int label, int bytes) {
        // A salt of 12 bytes counts as one of 14 that ends with zeros (RFC 7714 section 11).
        byte[] iv = Arrays.copyOf(masterSalt, BLOCK_BYTES);
        iv[LABEL_AT] ^= (byte) label;
        try {
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(masterKey, "AES"), new IvParameterSpec(iv));
            return cipher.doFinal(new byte[bytes]);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES in counter mode", e);
        }
    }
}
