package dev.ephyra.webrtc.sdp;

import java.util.regex.Pattern;

/**
 * Takes out of a description what opens its connection to others: ufrag, password (RFC 8839 section 5.4) and fingerprint
 * (RFC 8122 section 5), so that it may be shown to whoever watches. Stateless.
 */
public final class SdpMask {
    private static final String MASK = "***";
    private static final Pattern SECRET = Pattern.compile("(?m)^(a=(?:ice-ufrag|ice-pwd|fingerprint):)[^\r\n]*");

    /** Browsers repeat the ufrag in their candidates. */
    private static final Pattern CANDIDATE = Pattern.compile("(?m)^(a=candidate:[^\r\n]* ufrag )[^ \r\n]*");

    private SdpMask() {}

    /** The text with {@code ***} for each secret; whatever is no description stays as it is. */
    public static String mask(String sdp) {
        String masked = SECRET.matcher(sdp).replaceAll("$1" + MASK);
        return CANDIDATE.matcher(masked).replaceAll("$1" + MASK);
    }
}
