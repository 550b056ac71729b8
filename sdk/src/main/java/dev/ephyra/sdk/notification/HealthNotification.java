package dev.ephyra.sdk.notification;

import java.time.Duration;
import java.util.List;

/**
 * What Ephyra says of itself: its webhook endpoints and its journal. Comes only to those whose {@link dev.ephyra.sdk.notifier.EventFilter} includes it,
 * and to webhook endpoints that do.
 */
public sealed interface HealthNotification extends ServerNotification {
    /**
     * Some deliveries to an endpoint fail.
     *
     * @param endpointId of the webhook endpoint; {@code consumer:NAME} of a durable consumer
     * @param url where it is
     * @param lastFailure what went wrong last, for people
     */
    record EndpointDegraded(String endpointId, String url, String lastFailure) implements HealthNotification {}

    /**
     * So many deliveries fail that only probes go out; everything is kept.
     *
     * @param endpointId of the webhook endpoint; {@code consumer:NAME} of a durable consumer
     * @param url where it is
     * @param lastFailure what went wrong last, for people
     */
    record EndpointTripped(String endpointId, String url, String lastFailure) implements HealthNotification {}

    /**
     * An endpoint takes deliveries again.
     *
     * @param endpointId of the webhook endpoint; {@code consumer:NAME} of a durable consumer
     * @param url where it is
     * @param outage how long it did not
     */
    record EndpointRecovered(String endpointId, String url, Duration outage) implements HealthNotification {}

    /**
     * An endpoint answered 410: nothing is sent until an operator resumes it; everything is kept.
     *
     * @param endpointId of the webhook endpoint; {@code consumer:NAME} of a durable consumer
     * @param url where it is
     */
    record EndpointStopped(String endpointId, String url) implements HealthNotification {}

    /**
     * An event was given up for an endpoint; an operator can send it again.
     *
     * @param endpointId of the webhook endpoint; {@code consumer:NAME} of a durable consumer
     * @param eventId of the event
     * @param roomId of its room
     * @param roomEpoch which life of that room
     * @param roomSeq its number in it
     * @param cause {@code poison} or {@code max_age}
     * @param attempts how many were made
     * @param lastFailure what went wrong last, for people
     * @param further more of this endpoint in the seconds before, which are not told one by one
     */
    record DeliveryDeadLettered(
            String endpointId,
            String eventId,
            String roomId,
            String roomEpoch,
            long roomSeq,
            String cause,
            int attempts,
            String lastFailure,
            long further)
            implements HealthNotification {}

    /**
     * Events are gone before somebody got them.
     *
     * @param endpointId of the endpoint that did not get them; {@code consumer:NAME} of a durable consumer; empty if it is about no single one
     * @param roomId of their room; empty if they are of several
     * @param roomEpoch which life of that room
     * @param fromSeq the first in that room; 0 if they are of several
     * @param toSeq the last
     * @param fromCursor of the first
     * @param toCursor of the last
     * @param cause {@code retention} or {@code log_corruption}
     */
    record EventsExpired(
            String endpointId,
            String roomId,
            String roomEpoch,
            long fromSeq,
            long toSeq,
            String fromCursor,
            String toCursor,
            String cause)
            implements HealthNotification {}

    /**
     * Records of the journal cannot be read.
     *
     * @param fromCursor of the first
     * @param toCursor of the last
     * @param detail for people
     * @param roomIds rooms that are known to have lost something
     */
    record LogCorruption(String fromCursor, String toCursor, String detail, List<String> roomIds)
            implements HealthNotification {
        /** Copies the list. */
        public LogCorruption {
            roomIds = List.copyOf(roomIds);
        }
    }

    /**
     * The journal is larger or older than it may be because of what is undelivered.
     *
     * @param oldestNeededCursor what is undelivered begins here
     * @param journalBytes its size
     */
    record RetentionBlocked(String oldestNeededCursor, long journalBytes) implements HealthNotification {}
}
