package dev.ephyra.notify.record;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.record.stored.StoredEvent;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.delivery.DeliveryDeadLettered;
import dev.ephyra.wire.delivery.EndpointDegraded;
import dev.ephyra.wire.delivery.EndpointRecovered;
import dev.ephyra.wire.delivery.EndpointStopped;
import dev.ephyra.wire.delivery.EndpointTripped;
import dev.ephyra.wire.delivery.EventsExpired;
import dev.ephyra.wire.delivery.LogCorruption;
import dev.ephyra.wire.delivery.RetentionBlocked;

/**
 * What the server has to say of itself: journalled like a room's events, under {@link #ROOM}, so that it reaches every
 * channel in order, and only those who ask. Wraps the message that goes out.
 */
public sealed interface ServerEvent {
    /** Stands where a room's id would; no room can be called so. */
    String ROOM = "$server";

    /** Whether {@code record} holds one of these. */
    static boolean isIn(JournalRecord record) {
        return record.room().equals(ROOM);
    }

    record Degraded(EndpointDegraded message) implements ServerEvent {}

    record Tripped(EndpointTripped message) implements ServerEvent {}

    record Recovered(EndpointRecovered message) implements ServerEvent {}

    record Stopped(EndpointStopped message) implements ServerEvent {}

    record DeadLettered(DeliveryDeadLettered message) implements ServerEvent {}

    record Expired(EventsExpired message) implements ServerEvent {}

    record Corrupted(LogCorruption message) implements ServerEvent {}

    record Blocked(RetentionBlocked message) implements ServerEvent {}

    /** Its kind. */
    default EventType type() {
        return switch (this) {
            case Degraded _ -> EventType.ENDPOINT_DEGRADED;
            case Tripped _ -> EventType.ENDPOINT_TRIPPED;
            case Recovered _ -> EventType.ENDPOINT_RECOVERED;
            case Stopped _ -> EventType.ENDPOINT_STOPPED;
            case DeadLettered _ -> EventType.DELIVERY_DEAD_LETTERED;
            case Expired _ -> EventType.EVENTS_EXPIRED;
            case Corrupted _ -> EventType.LOG_CORRUPTION;
            case Blocked _ -> EventType.RETENTION_BLOCKED;
        };
    }

    /** The endpoint it is about, which must not be the one to carry it; empty if it is about none. */
    default String endpointId() {
        return switch (this) {
            case Degraded(EndpointDegraded message) -> message.getEndpointId();
            case Tripped(EndpointTripped message) -> message.getEndpointId();
            case Recovered(EndpointRecovered message) -> message.getEndpointId();
            case Stopped(EndpointStopped message) -> message.getEndpointId();
            case DeadLettered(DeliveryDeadLettered message) -> message.getEndpointId();
            case Expired(EventsExpired message) -> message.getEndpointId();
            case Corrupted _, Blocked _ -> "";
        };
    }

    /** The stored form, without what the notification says already. */
    default byte[] stored() {
        return StoredEvent.newBuilder()
                .setServerEvent(StoredEvent.ServerEvent.newBuilder()
                        .setType(type().text())
                        .setEndpointId(endpointId()))
                .build()
                .toByteArray();
    }

    /** The frozen bytes of its ServerMessage. */
    default byte[] notification() {
        ServerMessage.Builder message = ServerMessage.newBuilder();
        switch (this) {
            case Degraded(EndpointDegraded content) -> message.setEndpointDegraded(content);
            case Tripped(EndpointTripped content) -> message.setEndpointTripped(content);
            case Recovered(EndpointRecovered content) -> message.setEndpointRecovered(content);
            case Stopped(EndpointStopped content) -> message.setEndpointStopped(content);
            case DeadLettered(DeliveryDeadLettered content) -> message.setDeliveryDeadLettered(content);
            case Expired(EventsExpired content) -> message.setEventsExpired(content);
            case Corrupted(LogCorruption content) -> message.setLogCorruption(content);
            case Blocked(RetentionBlocked content) -> message.setRetentionBlocked(content);
        }
        return message.build().toByteArray();
    }
}
