package dev.ephyra.webrtc.sdp;

/**
 * One line of a description, {@code <type>=<value>} (RFC 8866 section 5). Immutable.
 *
 * @param type a lower-case letter
 * @param value without the end of the line
 */
public record SdpLine(char type, String value) {
    /** {@code a=<name>:<value>}. */
    static SdpLine attribute(String name, String value) {
        return new SdpLine('a', name + ":" + value);
    }

    /** {@code a=<name>}, a property without a value. */
    static SdpLine attribute(String name) {
        return new SdpLine('a', name);
    }

    /** What stands before the first colon; all of it without one. */
    String attributeName() {
        int colon = value.indexOf(':');
        return colon < 0 ? value : value.substring(0, colon);
    }

    /** What stands behind the first colon; empty without one. */
    String attributeValue() {
        int colon = value.indexOf(':');
        return colon < 0 ? "" : value.substring(colon + 1);
    }
}
