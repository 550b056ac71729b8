package dev.ephyra.server.lifecycle;

import dev.ephyra.notify.endpoint.Deliveries;
import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.endpoint.EndpointState;
import dev.ephyra.notify.lane.Incarnation;
import dev.ephyra.notify.record.ServerEvent;
import dev.ephyra.server.webhook.EndpointEvents;
import dev.ephyra.wire.delivery.DeliveryDeadLettered;
import dev.ephyra.wire.delivery.EndpointDegraded;
import dev.ephyra.wire.delivery.EndpointRecovered;
import dev.ephyra.wire.delivery.EndpointStopped;
import dev.ephyra.wire.delivery.EndpointTripped;
import dev.ephyra.wire.delivery.EventsExpired;
import java.util.function.Consumer;

/** How endpoints do, as events of the server. Called on the webhooks' context; never waits. */
record EndpointAlerts(Consumer<ServerEvent> teller) implements EndpointEvents {
    @Override
    public void changed(Endpoint endpoint, EndpointState to, String lastFailure, long outageMillis) {
        switch (to) {
            case ACTIVE ->
                teller.accept(new ServerEvent.Recovered(EndpointRecovered.newBuilder()
                        .setEndpointId(endpoint.id())
                        .setUrl(endpoint.url())
                        .setOutageMillis(outageMillis)
                        .build()));
            case DEGRADED ->
                teller.accept(new ServerEvent.Degraded(EndpointDegraded.newBuilder()
                        .setEndpointId(endpoint.id())
                        .setUrl(endpoint.url())
                        .setLastFailure(lastFailure)
                        .build()));
            case TRIPPED ->
                teller.accept(new ServerEvent.Tripped(EndpointTripped.newBuilder()
                        .setEndpointId(endpoint.id())
                        .setUrl(endpoint.url())
                        .setLastFailure(lastFailure)
                        .build()));
            case STOPPED ->
                teller.accept(new ServerEvent.Stopped(EndpointStopped.newBuilder()
                        .setEndpointId(endpoint.id())
                        .setUrl(endpoint.url())
                        .build()));
            // An operator did that, and knows.
            case PAUSED -> {}
        }
    }

    @Override
    public void deadLettered(Deliveries.DeadLetter letter) {
        teller.accept(new ServerEvent.DeadLettered(DeliveryDeadLettered.newBuilder()
                .setEndpointId(letter.endpointId())
                .setEventId(letter.eventId().toString())
                .setRoomId(letter.room())
                .setRoomEpoch(letter.roomEpoch().toString())
                .setRoomSeq(letter.roomSeq())
                .setCause(letter.cause())
                .setAttempts(letter.attempts())
                .setLastFailure(letter.lastFailure())
                .build()));
    }

    @Override
    public void expired(String endpointId, Incarnation incarnation, long fromSeq, long toSeq) {
        teller.accept(new ServerEvent.Expired(EventsExpired.newBuilder()
                .setEndpointId(endpointId)
                .setRoomId(incarnation.room())
                .setRoomEpoch(incarnation.epoch().toString())
                .setFromSeq(fromSeq)
                .setToSeq(toSeq)
                .setCause("retention")
                .build()));
    }
}
