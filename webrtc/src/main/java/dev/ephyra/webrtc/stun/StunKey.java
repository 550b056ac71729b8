package dev.ephyra.webrtc.stun;

import dev.ephyra.webrtc.bytes.NetworkOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key of MESSAGE-INTEGRITY (RFC 8489 section 14.5). Owned by one thread, as it keeps its HMAC between messages.
 *
 * <p>Texts are taken as they are: the profile OpaqueString (RFC 8265) changes none of those in use here, which are ASCII.
 */
public final class StunKey {
    static final int INTEGRITY_BYTES = 20;

    private static final String HMAC = "HmacSHA1";

    private final Mac mac;
    private final byte[] declaredLength = new byte[2];

    private StunKey(byte[] key) {
        try {
            mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + HMAC, e);
        }
    }

    /**
     * A short-term credential's (RFC 8489 section 9.1.1), as ICE uses it.
     *
     * @throws IllegalArgumentException if the password is empty
     */
    public static StunKey shortTerm(String password) {
        return new StunKey(password.getBytes(StandardCharsets.UTF_8));
    }

    /** A long-term credential's (RFC 8489 section 9.2.2, MD5), as TURN uses it. */
    public static StunKey longTerm(String username, String realm, String password) {
        String text = username + ":" + realm + ":" + password;
        try {
            return new StunKey(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    /**
     * The HMAC over a message up to its MESSAGE-INTEGRITY, with the length field as if the message ended behind that.
     *
     * @param bytesBefore of the message before the attribute, with the header
     */
    byte[] integrity(byte[] buffer, int offset, int bytesBefore) {
        int covered = bytesBefore + StunMessage.ATTRIBUTE_HEADER_BYTES + INTEGRITY_BYTES;
        NetworkOrder.put16(declaredLength, 0, covered - StunMessage.HEADER_BYTES);
        mac.update(buffer, offset, 2);
        mac.update(declaredLength);
        mac.update(buffer, offset + 4, bytesBefore - 4);
        return mac.doFinal();
    }
}
