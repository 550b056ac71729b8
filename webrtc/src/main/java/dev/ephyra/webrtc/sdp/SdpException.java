package dev.ephyra.webrtc.sdp;

import java.io.Serial;

/**
 * A description that cannot be used. The message is one line of English for whoever sent it and for a log: it says what
 * is wrong and where, and repeats nothing of the description but names that were checked.
 */
public sealed class SdpException extends Exception permits SectionLimitException {
    @Serial
    private static final long serialVersionUID = 1;

    private final int lineNumber;

    /** @param lineNumber of the text, from 1; 0 if it is about the whole */
    SdpException(int lineNumber, String problem) {
        // Whoever sends such a text may send many: without a stack trace it costs next to nothing.
        super(lineNumber == 0 ? problem : "line " + lineNumber + ": " + problem, null, false, false);
        this.lineNumber = lineNumber;
    }

    /** The line of the text, from 1; 0 if it is about the whole. */
    public int lineNumber() {
        return lineNumber;
    }
}
