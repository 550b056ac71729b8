package dev.ephyra.notify.signature;

import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA256 (RFC 2104) under one key, and the two ways to write it. Owned by one thread: it keeps the cipher's state,
 * whose making costs more than a signature.
 */
final class HmacSha256 {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int DIGEST_BYTES = 32;
    private static final HexFormat LOWERCASE_HEX = HexFormat.of();

    private final Mac mac;
    private final byte[] digest = new byte[DIGEST_BYTES];

    HmacSha256(byte[] key) {
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has " + ALGORITHM + ", and it takes any key", impossible);
        }
    }

    /** The value of Fishjam's header. */
    String legacy(byte[] body) {
        mac.update(body);
        return SignatureHeaders.LEGACY_PREFIX + LOWERCASE_HEX.formatHex(finish());
    }

    /**
     * One signature of Standard Webhooks.
     *
     * @param head {@code id.timestamp.}
     */
    String standard(byte[] head, byte[] body) {
        mac.update(head);
        mac.update(body);
        return SignatureHeaders.STANDARD_PREFIX + Base64.getEncoder().encodeToString(finish());
    }

    /** The digest itself, of a head and a body. */
    byte[] digest(byte[] head, byte[] body) {
        mac.update(head);
        mac.update(body);
        return finish().clone();
    }

    private byte[] finish() {
        try {
            mac.doFinal(digest, 0);
            return digest;
        } catch (ShortBufferException impossible) {
            throw new IllegalStateException("a digest of SHA-256 has 32 bytes", impossible);
        }
    }
}
