package dev.ephyra.webrtc.sdp;

/** Decimal numbers as SDP writes them: digits and nothing else. Stateless. */
final class Numbers {
    private static final int DIGITS_OF_32_BITS = 10;

    private Numbers() {}

    /**
     * The number, from 0 to {@code most}; -1 if it is none. There is one way to write it, without zeros before it: an
     * answer repeats payload types and ids as they were offered (RFC 8829 section 5.3.1).
     */
    static int decimal(String text, int most) {
        if (text.length() > 1 && text.startsWith("0")) {
            return -1;
        }
        long number = number(text);
        return number <= most ? (int) number : -1;
    }

    /** The 32-bit number, unsigned in a long; -1 if it is none. */
    static long unsigned32(String text) {
        long number = number(text);
        return number <= 0xFFFF_FFFFL ? number : -1;
    }

    private static long number(String text) {
        return isDigits(text) && text.length() <= DIGITS_OF_32_BITS ? Long.parseLong(text) : -1;
    }

    static boolean isDigits(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
