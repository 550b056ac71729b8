package dev.ephyra.room;

import java.util.Optional;

/** Notified events as short lines, so that a model can be compared with them by eye. Pure. */
final class RoomLines {
    private RoomLines() {}

    /** The line of {@code event}; empty for a silent one. */
    static Optional<String> line(RoomEvent event) {
        return event.isNotified() ? Optional.of(notified(event)) : Optional.empty();
    }

    private static String notified(RoomEvent event) {
        return switch (event) {
            case RoomEvent.RoomCreated _ -> "RoomCreated";
            case RoomEvent.RoomDeleted e -> "RoomDeleted " + e.reason();
            case RoomEvent.RoomCrashed e -> "RoomCrashed " + e.reason();
            case RoomEvent.PeerAdded e -> "PeerAdded " + e.peer();
            case RoomEvent.PeerDeleted e -> "PeerDeleted " + e.peer() + " " + e.reason();
            case RoomEvent.PeerConnected e -> "PeerConnected " + e.peer();
            case RoomEvent.PeerDisconnected e -> "PeerDisconnected " + e.peer() + " " + e.reason();
            case RoomEvent.PeerCrashed e -> "PeerCrashed " + e.peer();
            case RoomEvent.PeerMetadataUpdated e ->
                "PeerMetadataUpdated " + e.peer() + " " + e.metadata().json();
            case RoomEvent.TrackAdded e ->
                "TrackAdded " + name(e.owner()) + " " + e.track().id();
            case RoomEvent.TrackMetadataUpdated e ->
                "TrackMetadataUpdated " + name(e.owner()) + " " + e.track().id() + " "
                        + e.track().metadata().json();
            case RoomEvent.TrackRemoved e ->
                "TrackRemoved " + name(e.owner()) + " " + e.track().id();
            case RoomEvent.ComponentCrashed e -> "ComponentCrashed " + e.component();
            case RoomEvent.ComponentAdded _ -> "silent";
            case RoomEvent.ComponentRemoved _ -> "silent";
            case RoomEvent.ComponentSubscribed _ -> "silent";
            case RoomEvent.PhoneDialed _ -> "silent";
            case RoomEvent.CallEnded _ -> "silent";
        };
    }

    static String name(TrackOwner owner) {
        return switch (owner) {
            case TrackOwner.OfPeer(PeerId peer) -> peer.value();
            case TrackOwner.OfComponent(ComponentId component) -> component.value();
        };
    }
}
