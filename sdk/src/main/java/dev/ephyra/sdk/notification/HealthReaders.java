package dev.ephyra.sdk.notification;

import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.ServerMessage.ContentCase;
import dev.ephyra.wire.delivery.DeliveryDeadLettered;
import dev.ephyra.wire.delivery.EndpointDegraded;
import dev.ephyra.wire.delivery.EndpointRecovered;
import dev.ephyra.wire.delivery.EndpointStopped;
import dev.ephyra.wire.delivery.EndpointTripped;
import dev.ephyra.wire.delivery.EventsExpired;
import dev.ephyra.wire.delivery.LogCorruption;
import dev.ephyra.wire.delivery.RetentionBlocked;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

/** What Ephyra says of itself. Pure. */
final class HealthReaders {
    private HealthReaders() {}

    static void addTo(Map<ContentCase, Function<ServerMessage, ServerNotification>> readers) {
        readers.put(ContentCase.ENDPOINT_DEGRADED, message -> degraded(message.getEndpointDegraded()));
        readers.put(ContentCase.ENDPOINT_TRIPPED, message -> tripped(message.getEndpointTripped()));
        readers.put(ContentCase.ENDPOINT_RECOVERED, message -> recovered(message.getEndpointRecovered()));
        readers.put(ContentCase.ENDPOINT_STOPPED, message -> stopped(message.getEndpointStopped()));
        readers.put(ContentCase.DELIVERY_DEAD_LETTERED, message -> deadLettered(message.getDeliveryDeadLettered()));
        readers.put(ContentCase.EVENTS_EXPIRED, message -> expired(message.getEventsExpired()));
        readers.put(ContentCase.LOG_CORRUPTION, message -> corrupted(message.getLogCorruption()));
        readers.put(ContentCase.RETENTION_BLOCKED, message -> blocked(message.getRetentionBlocked()));
    }

    private static ServerNotification degraded(EndpointDegraded endpoint) {
        return new HealthNotification.EndpointDegraded(
                endpoint.getEndpointId(), endpoint.getUrl(), endpoint.getLastFailure());
    }

    private static ServerNotification tripped(EndpointTripped endpoint) {
        return new HealthNotification.EndpointTripped(
                endpoint.getEndpointId(), endpoint.getUrl(), endpoint.getLastFailure());
    }

    private static ServerNotification recovered(EndpointRecovered endpoint) {
        return new HealthNotification.EndpointRecovered(
                endpoint.getEndpointId(), endpoint.getUrl(), Duration.ofMillis(endpoint.getOutageMillis()));
    }

    private static ServerNotification stopped(EndpointStopped endpoint) {
        return new HealthNotification.EndpointStopped(endpoint.getEndpointId(), endpoint.getUrl());
    }

    private static ServerNotification deadLettered(DeliveryDeadLettered letter) {
        return new HealthNotification.DeliveryDeadLettered(
                letter.getEndpointId(),
                letter.getEventId(),
                letter.getRoomId(),
                letter.getRoomEpoch(),
                letter.getRoomSeq(),
                letter.getCause(),
                letter.getAttempts(),
                letter.getLastFailure(),
                letter.getFurther());
    }

    private static ServerNotification expired(EventsExpired events) {
        return new HealthNotification.EventsExpired(
                events.getEndpointId(),
                events.getRoomId(),
                events.getRoomEpoch(),
                events.getFromSeq(),
                events.getToSeq(),
                events.getFromCursor(),
                events.getToCursor(),
                events.getCause());
    }

    private static ServerNotification corrupted(LogCorruption log) {
        return new HealthNotification.LogCorruption(
                log.getFromCursor(), log.getToCursor(), log.getDetail(), log.getRoomIdsList());
    }

    private static ServerNotification blocked(RetentionBlocked retention) {
        return new HealthNotification.RetentionBlocked(retention.getOldestNeededCursor(), retention.getJournalBytes());
    }
}
