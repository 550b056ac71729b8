package dev.ephyra.notify.record;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.record.stored.StoredEvent;
import java.util.Locale;

/**
 * What a receiver may want to know of a record beside its notification: enough to filter by and to fill {@code EventMeta}.
 * Immutable; made once per record and receiver class, not per receiver.
 *
 * @param type of an event that has a notification
 * @param reason why something ended, in snake case; empty where nothing did
 * @param detail of a crash; else empty
 * @param endpointId the webhook endpoint that an event of the server is about; else empty
 */
public record EventFacts(EventType type, String reason, String detail, EventContext context, String endpointId) {
    /**
     * The facts of {@code record}.
     *
     * @throws IllegalArgumentException if it has no notification, or its event is none of this version
     */
    public static EventFacts of(JournalRecord record) {
        try {
            StoredEvent stored = StoredEvent.parseFrom(record.event());
            EventType type = EventType.of(stored)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "record " + record.offset() + " has no notification of a kind this version knows"));
            return new EventFacts(
                    type,
                    reason(stored),
                    detail(stored),
                    EventContext.of(stored),
                    stored.getServerEvent().getEndpointId());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("record " + record.offset() + " does not decode: " + e.getMessage(), e);
        }
    }

    private static String reason(StoredEvent stored) {
        String name = switch (stored.getEventCase()) {
            case ROOM_DELETED -> stored.getRoomDeleted().getReason();
            case ROOM_CRASHED -> stored.getRoomCrashed().getReason();
            case PEER_DELETED -> stored.getPeerDeleted().getReason();
            case PEER_DISCONNECTED -> stored.getPeerDisconnected().getReason();
            case PEER_CRASHED -> "PEER_CRASHED";
            case COMPONENT_CRASHED -> "COMPONENT_CRASHED";
            case COMPONENT_REMOVED -> stored.getComponentRemoved().getReason();
            case ROOM_CREATED,
                    PEER_ADDED,
                    PEER_CONNECTED,
                    PEER_METADATA_UPDATED,
                    TRACK_ADDED,
                    TRACK_METADATA_UPDATED,
                    TRACK_REMOVED,
                    COMPONENT_ADDED,
                    COMPONENT_SUBSCRIBED,
                    PHONE_DIALED,
                    CALL_ENDED,
                    SERVER_EVENT,
                    EVENT_NOT_SET -> "";
        };
        return name.toLowerCase(Locale.ROOT);
    }

    private static String detail(StoredEvent stored) {
        return stored.getRoomCrashed().getDetail()
                + stored.getPeerCrashed().getDetail()
                + stored.getComponentCrashed().getDetail();
    }
}
