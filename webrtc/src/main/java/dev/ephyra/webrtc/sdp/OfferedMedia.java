package dev.ephyra.webrtc.sdp;

import java.util.List;
import java.util.Optional;

/**
 * One media section of an offer with all that an answer to it needs. Immutable.
 *
 * @param formats none where the line is rejected or has no RTP, as with the rest
 * @param sources of what they send
 */
record OfferedMedia(
        OfferedLine line, MediaSection section, PayloadFormats formats, ExtensionIds extensions, List<Source> sources) {

    /** Whether something other than {@link LineAnswer.Reject} can be answered. */
    boolean isAcceptable() {
        return !line.isRejected() && line.kind() != MediaKind.APPLICATION;
    }

    boolean theySend() {
        return line.direction() == Direction.SENDONLY;
    }

    Optional<PayloadFormat> choose(Codec codec) {
        return formats.choose(codec, theySend());
    }

    FeedbackTypes feedback(PayloadFormat format) {
        return formats.feedback(format, extensions);
    }
}
