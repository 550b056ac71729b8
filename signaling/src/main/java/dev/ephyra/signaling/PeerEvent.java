package dev.ephyra.signaling;

import dev.ephyra.room.Metadata;
import dev.ephyra.room.TrackId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a peer is told after it was authenticated, before it is written in the peer's dialect. Immutable. */
public sealed interface PeerEvent {
    /**
     * Answers {@link PeerCommand.Connect}: the peer itself and whom it will see.
     *
     * @param turnServers that a client may try beside the way it knows; only the protobuf dialect has a word for them here
     */
    record Connected(Endpoint self, List<Endpoint> others, List<TurnServer> turnServers) implements PeerEvent {
        public Connected {
            others = List.copyOf(others);
            turnServers = List.copyOf(turnServers);
        }
    }

    /** Another endpoint is in the room from now on. Never sent for an endpoint the peer already knows. */
    record EndpointAdded(Endpoint endpoint) implements PeerEvent {}

    /** A known endpoint is gone. */
    record EndpointRemoved(String id) implements PeerEvent {}

    /** A known endpoint changed its metadata. */
    record EndpointUpdated(String id, Metadata metadata) implements PeerEvent {}

    /** A known endpoint publishes these. Clients wait for a negotiation afterwards, so one always follows. */
    record TracksAdded(String endpointId, Map<TrackId, TrackInfo> tracks) implements PeerEvent {
        public TracksAdded {
            tracks = Collections.unmodifiableMap(new LinkedHashMap<>(tracks));
        }
    }

    /** A known endpoint stopped publishing these known tracks. A negotiation always follows. */
    record TracksRemoved(String endpointId, List<TrackId> tracks) implements PeerEvent {
        public TracksRemoved {
            tracks = List.copyOf(tracks);
        }
    }

    /** A known track changed its metadata. */
    record TrackUpdated(String endpointId, TrackId track, Metadata metadata) implements PeerEvent {}

    /** The publisher of a known track stopped sending this encoding. */
    record EncodingDisabled(String endpointId, TrackId track, Encoding encoding) implements PeerEvent {}

    /** The publisher of a known track sends this encoding again. */
    record EncodingEnabled(String endpointId, TrackId track, Encoding encoding) implements PeerEvent {}

    /** The peer receives another encoding of a known track. */
    record EncodingSwitched(String endpointId, TrackId track, Encoding encoding, EncodingReason reason)
            implements PeerEvent {}

    /**
     * Asks the peer for an offer.
     *
     * @param audio how many media sections for received audio the offer shall have, never fewer than the one before
     * @param video the same for video
     */
    record OfferData(int audio, int video, List<TurnServer> turnServers) implements PeerEvent {
        public OfferData {
            turnServers = List.copyOf(turnServers);
        }
    }

    /**
     * Answers {@link PeerCommand.SdpOffer}.
     *
     * @param midToTrack every media section with a track, the peer's own and those it receives
     */
    record SdpAnswer(String sdp, Map<String, TrackId> midToTrack) implements PeerEvent {
        public SdpAnswer {
            midToTrack = Collections.unmodifiableMap(new LinkedHashMap<>(midToTrack));
        }
    }

    /** An ICE candidate of ours: the value of an {@code a=candidate} attribute (RFC 8839 section 5.1). */
    record Candidate(String candidate) implements PeerEvent {}

    /** Somebody begins or ends to speak on a known track. */
    record VadNotification(TrackId track, boolean speaking) implements PeerEvent {}

    /** The peer could not join; the clients raise a join error with this text. */
    record Failed(String message) implements PeerEvent {}
}
