package dev.ephyra.signaling;

import dev.ephyra.room.Metadata;
import java.util.List;

/** What a peer is told after it was authenticated, before it is written in the peer's dialect. Immutable. */
public sealed interface PeerEvent {
    /** Answers {@link PeerCommand.Connect}: the peer itself and whom it will see. */
    record Connected(Endpoint self, List<Endpoint> others) implements PeerEvent {
        public Connected {
            others = List.copyOf(others);
        }
    }

    /** Another endpoint is in the room from now on. Never sent for an endpoint the peer already knows. */
    record EndpointAdded(Endpoint endpoint) implements PeerEvent {}

    /** A known endpoint is gone. */
    record EndpointRemoved(String id) implements PeerEvent {}

    /** A known endpoint changed its metadata. */
    record EndpointUpdated(String id, Metadata metadata) implements PeerEvent {}

    /** The peer could not join; the clients raise a join error with this text. */
    record Failed(String message) implements PeerEvent {}
}
