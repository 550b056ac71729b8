package dev.ephyra.webrtc.sdp;

import dev.ephyra.webrtc.dtls.Fingerprint;
import dev.ephyra.webrtc.ice.IceCredentials;
import java.util.List;

/**
 * The answering side's transport, the same in all bundled lines. Immutable.
 *
 * @param fingerprint of our certificate; we are the passive side, {@code setup:passive}
 * @param candidates values of {@code a=candidate} attributes, without the name (RFC 8839 section 5.1)
 */
public record AnswerTransport(IceCredentials ice, Fingerprint fingerprint, List<String> candidates) {
    public AnswerTransport {
        candidates = List.copyOf(candidates);
    }
}
