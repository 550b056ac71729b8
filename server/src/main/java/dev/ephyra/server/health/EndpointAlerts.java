package dev.ephyra.server.health;

import dev.ephyra.notify.endpoint.Deliveries;
import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.endpoint.EndpointState;
import dev.ephyra.notify.lane.LaneIdentity;
import dev.ephyra.notify.lane.LaneOutput.EndpointChanged;
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

    /** An endpoint does better or worse. What an operator did by pausing or resuming it is no news. */
    @Override
    public void changed(Endpoint endpoint, EndpointChanged change) {
        String why = RoomLimits.cutDetail(change.lastFailure());
        switch (change.to()) {
            case ACTIVE -> {
                if (wasTold(change.from())) {
                    events.accept(new ServerEvent.Recovered(EndpointRecovered.newBuilder()
                            .setEndpointId(Endpoint.shown(endpoint.id()))
                            .setUrl(Endpoint.shown(endpoint.url()))
                            .setOutageMillis(change.outageMillis())
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

    /** Whether it did badly by itself. */
    private static boolean wasTold(EndpointState state) {
        return switch (state) {
            case DEGRADED, TRIPPED -> true;
            case ACTIVE, PAUSED, STOPPED -> false;
        };
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
    public void expired(LaneIdentity lane, long fromSeq, long toSeq, Cause cause) {
        events.accept(new ServerEvent.Expired(EventsExpired.newBuilder()
                .setEndpointId(Endpoint.shown(lane.endpointId()))
                .setRoomId(lane.incarnation().room())
                .setRoomEpoch(lane.incarnation().epoch().toString())
                .setFromSeq(fromSeq)
                .setToSeq(toSeq)
                .setCause(
                        switch (cause) {
                            case RETENTION -> "retention";
                            case LOG_CORRUPTION -> "log_corruption";
                        })
                .build()));
    }
}
