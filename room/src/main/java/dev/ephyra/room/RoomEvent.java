package dev.ephyra.room;

import java.util.List;
import java.util.UUID;

/**
 * What happened in a room, in order. The only thing that changes a {@link RoomState}, and what the journal keeps.
 * Events marked <em>silent</em> have no notification and therefore no {@code room_seq}.
 */
public sealed interface RoomEvent {
    /** Something that happened to a component. */
    sealed interface ComponentEvent extends RoomEvent {}

    record RoomCreated(RoomConfig config, UUID epoch) implements RoomEvent {}

    record RoomDeleted(EndReason reason) implements RoomEvent {}

    record RoomCrashed(EndReason reason, String detail) implements RoomEvent {}

    record PeerAdded(PeerId peer, boolean enableSimulcast) implements RoomEvent {}

    record PeerDeleted(PeerId peer, EndReason reason) implements RoomEvent {}

    record PeerConnected(PeerId peer, ConnectionId connection) implements RoomEvent {}

    record PeerDisconnected(PeerId peer, EndReason reason) implements RoomEvent {}

    record PeerCrashed(PeerId peer, String detail) implements RoomEvent {}

    record PeerMetadataUpdated(PeerId peer, Metadata metadata) implements RoomEvent {}

    record TrackAdded(TrackOwner owner, Track track) implements RoomEvent {}

    record TrackMetadataUpdated(TrackOwner owner, Track track) implements RoomEvent {}

    record TrackRemoved(TrackOwner owner, Track track) implements RoomEvent {}

    /** Silent. */
    record ComponentAdded(ComponentId component, ComponentType type, String propertiesJson, boolean manualSubscribe)
            implements ComponentEvent {}

    /** Silent. */
    record ComponentRemoved(ComponentId component, EndReason reason) implements ComponentEvent {}

    record ComponentCrashed(ComponentId component, CrashCause cause, String detail) implements ComponentEvent {}

    /** Silent. */
    record ComponentSubscribed(ComponentId component, List<String> origins) implements ComponentEvent {}

    /** Silent. */
    record PhoneDialed(ComponentId component, String phoneNumber) implements ComponentEvent {}

    /** Silent. */
    record CallEnded(ComponentId component) implements ComponentEvent {}

    /** Whether the event has a notification, and so a {@code room_seq}. */
    default boolean isNotified() {
        return switch (this) {
            case ComponentAdded e -> false;
            case ComponentRemoved e -> false;
            case ComponentSubscribed e -> false;
            case PhoneDialed e -> false;
            case CallEnded e -> false;
            case RoomCreated e -> true;
            case RoomDeleted e -> true;
            case RoomCrashed e -> true;
            case PeerAdded e -> true;
            case PeerDeleted e -> true;
            case PeerConnected e -> true;
            case PeerDisconnected e -> true;
            case PeerCrashed e -> true;
            case PeerMetadataUpdated e -> true;
            case TrackAdded e -> true;
            case TrackMetadataUpdated e -> true;
            case TrackRemoved e -> true;
            case ComponentCrashed e -> true;
        };
    }

    /** Whether the room is over with this event: nothing follows it in this epoch. */
    default boolean endsRoom() {
        return this instanceof RoomDeleted || this instanceof RoomCrashed;
    }
}
