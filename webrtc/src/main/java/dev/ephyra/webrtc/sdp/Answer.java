package dev.ephyra.webrtc.sdp;

import java.util.List;

/**
 * An answer and what it agrees to. Immutable.
 *
 * @param sdp the text, lines ended by CRLF
 * @param lines in the order of the offer; only those with RTP where one side sends
 */
public record Answer(String sdp, List<NegotiatedLine> lines) {
    public Answer {
        lines = List.copyOf(lines);
    }
}
