package dev.ephyra.webrtc.ice;

/**
 * The short-term credential of one side of an ICE session (RFC 8445 section 5.3). Immutable; never printed whole.
 *
 * @param ufrag 4 to 256 characters of {@code ice-char}
 * @param password 22 to 256 characters of {@code ice-char}; the key of MESSAGE-INTEGRITY
 */
public record IceCredentials(String ufrag, String password) {
    /** Shortest and longest texts of RFC 8839 section 5.4. */
    private static final int MIN_UFRAG_CHARS = 4;

    private static final int MIN_PASSWORD_CHARS = 22;
    private static final int MAX_CHARS = 256;

    public IceCredentials {
        if (!isIceText(ufrag, MIN_UFRAG_CHARS) || !isIceText(password, MIN_PASSWORD_CHARS)) {
            throw new IllegalArgumentException("not an ICE credential: ufrag of " + ufrag.length() + " and password of "
                    + password.length() + " characters; wanted 4 to 256 and 22 to 256 of [0-9A-Za-z+/]");
        }
    }

    /** Whether both texts are as RFC 8839 demands. */
    public static boolean areValid(String ufrag, String password) {
        return isIceText(ufrag, MIN_UFRAG_CHARS) && isIceText(password, MIN_PASSWORD_CHARS);
    }

    private static boolean isIceText(String text, int minChars) {
        return text.length() >= minChars
                && text.length() <= MAX_CHARS
                && text.chars().allMatch(IceCredentials::isIceChar);
    }

    private static boolean isIceChar(int c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '+' || c == '/';
    }

    @Override
    public String toString() {
        return "IceCredentials[ufrag=" + ufrag + "]";
    }
}
