package dev.ephyra.signaling;

import dev.ephyra.room.Metadata;
import dev.ephyra.room.TrackId;
import java.util.Map;

/**
 * What a browser peer says after it was authenticated, in either dialect. Immutable. Foreign input that makes no sense
 * becomes {@link Unknown} or {@link Malformed}: a value, never an exception.
 */
public sealed interface PeerCommand {
    /** Concerns the negotiation of media. */
    sealed interface OfMedia extends PeerCommand {}

    /** Joins: from now on the other peers see this one. */
    record Connect(Metadata metadata) implements PeerCommand {}

    /** A {@link Connect} that cannot be taken; the client is told {@code problem}. */
    record RefusedConnect(String problem) implements PeerCommand {}

    /** Leaves the media session; the socket stays open. */
    record Disconnect() implements OfMedia {}

    /** Replaces the peer's metadata. */
    record UpdateEndpointMetadata(Metadata metadata) implements PeerCommand {}

    /** Replaces the metadata of one of the peer's tracks. */
    record UpdateTrackMetadata(TrackId track, Metadata metadata) implements OfMedia {}

    /** Asks for a negotiation. */
    record RenegotiateTracks() implements OfMedia {}

    /**
     * An SDP offer with what SDP cannot say about the peer's own tracks.
     *
     * @param midToTrack the media line (RFC 8843 mid) of each own track
     */
    record SdpOffer(String sdp, Map<TrackId, Metadata> trackMetadata, Map<String, TrackId> midToTrack)
            implements OfMedia {
        public SdpOffer {
            trackMetadata = Map.copyOf(trackMetadata);
            midToTrack = Map.copyOf(midToTrack);
        }
    }

    /** An ICE candidate of the peer (RFC 8840). */
    record Candidate(String candidate, int sdpMediaLineIndex) implements OfMedia {}

    /** The bitrates in bit/s the peer intends to send per encoding. */
    record TrackBitrates(TrackId track, Map<Encoding, Integer> bitrates) implements OfMedia {
        public TrackBitrates {
            bitrates = Map.copyOf(bitrates);
        }
    }

    /** The peer sends this encoding of its track again. */
    record EnableEncoding(TrackId track, Encoding encoding) implements OfMedia {}

    /** The peer stopped sending this encoding of its track. */
    record DisableEncoding(TrackId track, Encoding encoding) implements OfMedia {}

    /** The peer wants to receive this encoding of another's track. */
    record SetTargetEncoding(TrackId track, Encoding encoding) implements OfMedia {}

    record MuteTrack(TrackId track) implements OfMedia {}

    record UnmuteTrack(TrackId track) implements OfMedia {}

    /** Well-formed, but of a kind that is not known here. {@code kind} is printable and at most 64 characters. */
    record Unknown(String kind) implements PeerCommand {}

    /** Not what its kind demands. {@code problem} is ours, printable and short. */
    record Malformed(String kind, String problem) implements PeerCommand {}
}
