package dev.ephyra.webrtc.dtls;

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

    /** Whether {@code text}, in either case, is one. */
    public static boolean isValid(String text) {
        return SHA_256.matcher(text.toUpperCase(Locale.ROOT)).matches();
    }
}
