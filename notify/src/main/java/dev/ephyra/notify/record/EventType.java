package dev.ephyra.notify.record;

import dev.ephyra.notify.record.stored.StoredEvent;
import dev.ephyra.room.RoomEvent;
import java.util.Locale;
import java.util.Optional;

/**
 * Every kind of event that has a notification, with the name that filters, JSON and the command line use. What is said of
 * the server itself comes after what is said of rooms.
 */
public enum EventType {
    ROOM_CREATED,
    ROOM_DELETED,
    ROOM_CRASHED,
    PEER_ADDED,
    PEER_DELETED,
    PEER_CONNECTED,
    PEER_DISCONNECTED,
    PEER_CRASHED,
    PEER_METADATA_UPDATED,
    TRACK_ADDED,
    TRACK_METADATA_UPDATED,
    TRACK_REMOVED,
    COMPONENT_CRASHED,
    ENDPOINT_DEGRADED,
    ENDPOINT_TRIPPED,
    ENDPOINT_RECOVERED,
    ENDPOINT_STOPPED,
    DELIVERY_DEAD_LETTERED,
    EVENTS_EXPIRED,
    LOG_CORRUPTION,
    RETENTION_BLOCKED;

    private final String text = camelCase(name());

    /** As in {@code roomCreated}. */
    public String text() {
        return text;
    }

    /** Whether it is said of the server and not of a room. */
    public boolean isOfServer() {
        return compareTo(ENDPOINT_DEGRADED) >= 0;
    }

    /** The type called {@code text}. */
    public static Optional<EventType> of(String text) {
        for (EventType type : values()) {
            if (type.text.equals(text)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** Empty for events without a notification. */
    static Optional<EventType> of(StoredEvent stored) {
        return switch (stored.getEventCase()) {
            case ROOM_CREATED -> Optional.of(ROOM_CREATED);
            case ROOM_DELETED -> Optional.of(ROOM_DELETED);
            case ROOM_CRASHED -> Optional.of(ROOM_CRASHED);
            case PEER_ADDED -> Optional.of(PEER_ADDED);
            case PEER_DELETED -> Optional.of(PEER_DELETED);
            case PEER_CONNECTED -> Optional.of(PEER_CONNECTED);
            case PEER_DISCONNECTED -> Optional.of(PEER_DISCONNECTED);
            case PEER_CRASHED -> Optional.of(PEER_CRASHED);
            case PEER_METADATA_UPDATED -> Optional.of(PEER_METADATA_UPDATED);
            case TRACK_ADDED -> Optional.of(TRACK_ADDED);
            case TRACK_METADATA_UPDATED -> Optional.of(TRACK_METADATA_UPDATED);
            case TRACK_REMOVED -> Optional.of(TRACK_REMOVED);
            case COMPONENT_CRASHED -> Optional.of(COMPONENT_CRASHED);
            case SERVER_EVENT -> of(stored.getServerEvent().getType());
            case COMPONENT_ADDED, COMPONENT_REMOVED, COMPONENT_SUBSCRIBED, PHONE_DIALED, CALL_ENDED, EVENT_NOT_SET ->
                Optional.empty();
        };
    }

    /** The kind of {@code event}; empty if it has no notification. */
    public static Optional<EventType> of(RoomEvent event) {
        return switch (event) {
            case RoomEvent.RoomCreated _ -> Optional.of(ROOM_CREATED);
            case RoomEvent.RoomDeleted _ -> Optional.of(ROOM_DELETED);
            case RoomEvent.RoomCrashed _ -> Optional.of(ROOM_CRASHED);
            case RoomEvent.PeerAdded _ -> Optional.of(PEER_ADDED);
            case RoomEvent.PeerDeleted _ -> Optional.of(PEER_DELETED);
            case RoomEvent.PeerConnected _ -> Optional.of(PEER_CONNECTED);
            case RoomEvent.PeerDisconnected _ -> Optional.of(PEER_DISCONNECTED);
            case RoomEvent.PeerCrashed _ -> Optional.of(PEER_CRASHED);
            case RoomEvent.PeerMetadataUpdated _ -> Optional.of(PEER_METADATA_UPDATED);
            case RoomEvent.TrackAdded _ -> Optional.of(TRACK_ADDED);
            case RoomEvent.TrackMetadataUpdated _ -> Optional.of(TRACK_METADATA_UPDATED);
            case RoomEvent.TrackRemoved _ -> Optional.of(TRACK_REMOVED);
            case RoomEvent.ComponentCrashed _ -> Optional.of(COMPONENT_CRASHED);
            case RoomEvent.ComponentAdded _,
                    RoomEvent.ComponentRemoved _,
                    RoomEvent.ComponentSubscribed _,
                    RoomEvent.PhoneDialed _,
                    RoomEvent.CallEnded _ -> Optional.empty();
        };
    }

    private static String camelCase(String constant) {
        StringBuilder text = new StringBuilder(constant.length());
        for (String word : constant.split("_", -1)) {
            String lower = word.toLowerCase(Locale.ROOT);
            text.append(text.isEmpty() ? lower : Character.toUpperCase(lower.charAt(0)) + lower.substring(1));
        }
        return text.toString();
    }
}
