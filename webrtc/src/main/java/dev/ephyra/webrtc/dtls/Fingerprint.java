package dev.ephyra.webrtc.dtls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The SHA-256 fingerprint of a certificate as SDP writes it (RFC 8122 section 5). Immutable.
 *
 * @param hex 32 upper-case bytes, separated by colons
 */
public record Fingerprint(String hex) {
    private static final Pattern SHA_256 = Pattern.compile("[0-9A-F]{2}(:[0-9A-F]{2}){31}");

    public Fingerprint {
        hex = hex.toUpperCase(Locale.ROOT);
        if (!SHA_256.matcher(hex).matches()) {
            throw new IllegalArgumentException(
                    "not a SHA-256 fingerprint: 32 bytes in hex with colons between are wanted");
        }
    }

    /** @param certificate in DER */
    public static Fingerprint of(byte[] certificate) {
        return new Fingerprint(HexFormat.ofDelimiter(":").formatHex(sha256(certificate)));
    }

    /** Whether it is that of {@code certificate}, in DER. Takes as long for any two fingerprints. */
    public boolean isOf(byte[] certificate) {
        return MessageDigest.isEqual(HexFormat.ofDelimiter(":").parseHex(hex), sha256(certificate));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Whether {@code text}, in either case, is one. */
    public static boolean isValid(String text) {
        return SHA_256.matcher(text.toUpperCase(Locale.ROOT)).matches();
    }
}
