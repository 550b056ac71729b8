package dev.ephyra.server.health;

import dev.ephyra.notify.endpoint.Deliveries;
import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.endpoint.EndpointState;
import dev.ephyra.notify.lane.Incarnation;
import dev.ephyra.notify.record.ServerEvent;
import dev.ephyra.room.RoomLimits;
import dev.ephyra.server.webhook.EndpointEvents;
import dev.ephyra.wire.delivery.DeliveryDeadLettered;
import dev.ephyra.wire.delivery.EndpointDegraded;
import dev.ephyra.wire.delivery.EndpointRecovered;
import dev.ephyra.wire.delivery.EndpointStopped;
import dev.ephyra.wire.delivery.EndpointTripped;
import dev.ephyra.wire.delivery.EventsExpired;
import java.util.function.Consumer;

/**
 * Says in the server's events how webhook endpoints do, URLs without their query, which may hold a secret of somebody else than
 * the reader. Immutable; called on the dispatcher's context, never waits.
 */
public final class EndpointAlerts implements EndpointEvents {
    private final Consumer<ServerEvent> events;

    /** @param events must not wait */
    public EndpointAlerts(Consumer<ServerEvent> events) {
        this.events = events;
    }

    /**
     * An endpoint does better or worse. What an operator did by pausing or resuming it is no news.
     *
     * @param outageMillis since its first failure after its last success; 0 if there was none
     */
    @Override
    public void changed(Endpoint endpoint, EndpointState to, String lastFailure, long outageMillis) {
        String why = RoomLimits.cutDetail(lastFailure);
        switch (to) {
            case ACTIVE -> {
                if (outageMillis > 0) {
                    events.accept(new ServerEvent.Recovered(EndpointRecovered.newBuilder()
                            .setEndpointId(Endpoint.shown(endpoint.id()))
                            .setUrl(Endpoint.shown(endpoint.url()))
                            .setOutageMillis(outageMillis)
                            .build()));
                }
            }
            case DEGRADED ->
                events.accept(new ServerEvent.Degraded(EndpointDegraded.newBuilder()
                        .setEndpointId(Endpoint.shown(endpoint.id()))
                        .setUrl(Endpoint.shown(endpoint.url()))
                        .setLastFailure(why)
                        .build()));
            case TRIPPED ->
                events.accept(new ServerEvent.Tripped(EndpointTripped.newBuilder()
                        .setEndpointId(Endpoint.shown(endpoint.id()))
                        .setUrl(Endpoint.shown(endpoint.url()))
                        .setLastFailure(why)
                        .build()));
            case STOPPED ->
                events.accept(new ServerEvent.Stopped(EndpointStopped.newBuilder()
                        .setEndpointId(Endpoint.shown(endpoint.id()))
                        .setUrl(Endpoint.shown(endpoint.url()))
                        .build()));
            case PAUSED -> {}
        }
    }

    /** An event was given up; it is durable as a dead letter. */
    @Override
    public void deadLettered(Deliveries.DeadLetter letter) {
        events.accept(new ServerEvent.DeadLettered(DeliveryDeadLettered.newBuilder()
                .setEndpointId(Endpoint.shown(letter.endpointId()))
                .setEventId(letter.eventId().toString())
                .setRoomId(letter.room())
                .setRoomEpoch(letter.roomEpoch().toString())
                .setRoomSeq(letter.roomSeq())
                .setCause(letter.cause())
                .setAttempts(letter.attempts())
                .setLastFailure(RoomLimits.cutDetail(letter.lastFailure()))
                .build()));
    }

    /** The journal lost events, both ends included, before an endpoint had them. */
    @Override
    public void expired(String endpointId, Incarnation incarnation, long fromSeq, long toSeq) {
        events.accept(new ServerEvent.Expired(EventsExpired.newBuilder()
                .setEndpointId(Endpoint.shown(endpointId))
                .setRoomId(incarnation.room())
                .setRoomEpoch(incarnation.epoch().toString())
                .setFromSeq(fromSeq)
                .setToSeq(toSeq)
                // The alert of the journal says whether retention or damage took them; to the endpoint it is the same.
                .setCause("retention")
                .build()));
    }
}
