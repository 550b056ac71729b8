package dev.ephyra.signaling;

import dev.ephyra.webrtc.dtls.Fingerprint;
import dev.ephyra.webrtc.sdp.Answer;
import dev.ephyra.webrtc.sdp.AnswerTransport;
import dev.ephyra.webrtc.sdp.LineAnswer;
import dev.ephyra.webrtc.sdp.OfferedLine;
import java.util.List;

/** Reads SDP offers. */
@FunctionalInterface
interface OfferReader {
    /** An offer that was understood. */
    interface ParsedOffer {
        List<OfferedLine> lines();

        String iceUfrag();

        Fingerprint fingerprint();

        /** One answer for each line, in their order. */
        Answer answer(List<LineAnswer> answers, AnswerTransport transport);
    }

    /** An offer cannot be understood; the message says why. */
    final class UnreadableOffer extends Exception {
        private static final long serialVersionUID = 1;

        UnreadableOffer(String message) {
            super(message);
        }
    }

    ParsedOffer parse(String sdp) throws UnreadableOffer;
}
