package dev.ephyra.webrtc.connection;

import dev.ephyra.webrtc.dtls.Fingerprint;
import dev.ephyra.webrtc.ice.IceCredentials;
import java.util.List;

/**
 * All that media must know of one peer connection after an offer was answered. Immutable; a later one replaces it whole.
 *
 * @param localIce ours in the last answer; changed by an ICE restart (RFC 8445 section 9)
 * @param remoteUfrag theirs in the last offer
 * @param remoteFingerprint of the certificate that the peer must prove to hold
 */
public record SessionPlan(
        IceCredentials localIce,
        String remoteUfrag,
        Fingerprint remoteFingerprint,
        List<InboundTrack> inbound,
        List<OutboundTrack> outbound) {
    public SessionPlan {
        inbound = List.copyOf(inbound);
        outbound = List.copyOf(outbound);
    }

    /** Whether RTCP may be of reduced size (RFC 5506): all lines share one transport, and one may not want it. */
    boolean hasReducedSizeRtcp() {
        return inbound.stream().allMatch(track -> track.line().feedback().reducedSize())
                && outbound.stream().allMatch(track -> track.line().feedback().reducedSize());
    }
}
