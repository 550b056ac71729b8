package dev.ephyra.webrtc.sdp;

/**
 * The value of an attribute and where it stood. Immutable.
 *
 * @param value what follows {@code a=<name>:}; empty for a property
 * @param lineNumber of the text, from 1
 */
public record Attribute(String value, int lineNumber) {
    /** The parts of the value between single spaces. */
    String[] words() {
        return value.split(" ", -1);
    }

    SdpException problem(String what) {
        return new SdpException(lineNumber, what);
    }
}
