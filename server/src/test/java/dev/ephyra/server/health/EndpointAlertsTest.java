package dev.ephyra.server.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.notify.endpoint.Deliveries;
import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.endpoint.EndpointState;
import dev.ephyra.notify.lane.EndpointMemory;
import dev.ephyra.notify.lane.Incarnation;
import dev.ephyra.notify.lane.LaneIdentity;
import dev.ephyra.notify.lane.LaneOutput.EndpointChanged;
import dev.ephyra.notify.record.EventType;
import dev.ephyra.notify.record.ServerEvent;
import dev.ephyra.room.RoomLimits;
import dev.ephyra.server.webhook.EndpointEvents.Cause;
import dev.ephyra.wire.delivery.DeliveryDeadLettered;
import dev.ephyra.wire.delivery.EndpointRecovered;
import dev.ephyra.wire.delivery.EndpointTripped;
import dev.ephyra.wire.delivery.EventsExpired;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EndpointAlertsTest {
    private static final Endpoint ENDPOINT = Endpoint.ofRooms("http://a/hook", false);

    private final List<ServerEvent> told = new ArrayList<>();
    private final EndpointAlerts health = new EndpointAlerts(told::add);

    @Test
    void saysHowAnEndpointDoesUnlessAnOperatorDidIt() {
        change(EndpointState.ACTIVE, EndpointState.DEGRADED, "500", 0);
        change(EndpointState.DEGRADED, EndpointState.TRIPPED, "500", 0);
        change(EndpointState.TRIPPED, EndpointState.ACTIVE, "", 1_500);
        change(EndpointState.ACTIVE, EndpointState.PAUSED, "", 0);
        change(EndpointState.PAUSED, EndpointState.ACTIVE, "", 0);
        change(EndpointState.ACTIVE, EndpointState.STOPPED, "410", 0);

        assertThat(told)
                .extracting(ServerEvent::type)
                .containsExactly(
                        EventType.ENDPOINT_DEGRADED,
                        EventType.ENDPOINT_TRIPPED,
                        EventType.ENDPOINT_RECOVERED,
                        EventType.ENDPOINT_STOPPED);
        assertThat(told).extracting(ServerEvent::endpointId).containsOnly("http://a/hook");
        assertThat(told.get(1))
                .isEqualTo(new ServerEvent.Tripped(EndpointTripped.newBuilder()
                        .setEndpointId("http://a/hook")
                        .setUrl("http://a/hook")
                        .setLastFailure("500")
                        .build()));
        assertThat(told.get(2))
                .isEqualTo(new ServerEvent.Recovered(EndpointRecovered.newBuilder()
                        .setEndpointId("http://a/hook")
                        .setUrl("http://a/hook")
                        .setOutageMillis(1_500)
                        .build()));
    }

    private void change(EndpointState from, EndpointState to, String lastFailure, long outageMillis) {
        health.changed(
                ENDPOINT, new EndpointChanged(ENDPOINT.id(), from, to, lastFailure, outageMillis, EndpointMemory.NONE));
    }

    @Test
    void everyOutageThatWasToldHasAnEnd() {
        change(EndpointState.ACTIVE, EndpointState.DEGRADED, "500", 0);
        change(EndpointState.DEGRADED, EndpointState.ACTIVE, "", 0);

        assertThat(told)
                .extracting(ServerEvent::type)
                .containsExactly(EventType.ENDPOINT_DEGRADED, EventType.ENDPOINT_RECOVERED);
    }

    @Test
    void saysNoSecretOfUrl() {
        var lane = new LaneIdentity(1, "http://a/hook?token=x", new Incarnation("r", new UUID(1, 2)));
        health.expired(lane, 1, 2, Cause.RETENTION);

        assertThat(told).extracting(ServerEvent::endpointId).containsExactly("http://a/hook");
    }

    @Test
    void saysWhichEventWasGivenUpAndCutsWhatAReceiverAnswered() {
        String answer = "x".repeat(5_000);
        health.deadLettered(new Deliveries.DeadLetter(
                1, "ep_a", new UUID(1, 2), "blue", new UUID(3, 4), 5, 6, "peerAdded", "poison", 20, answer, 7));

        assertThat(told)
                .containsExactly(new ServerEvent.DeadLettered(DeliveryDeadLettered.newBuilder()
                        .setEndpointId("ep_a")
                        .setEventId(new UUID(1, 2).toString())
                        .setRoomId("blue")
                        .setRoomEpoch(new UUID(3, 4).toString())
                        .setRoomSeq(5)
                        .setCause("poison")
                        .setAttempts(20)
                        .setLastFailure(answer.substring(0, RoomLimits.MAX_DETAIL_CHARS))
                        .build()));
    }

    @Test
    void saysWhatAnEndpointWillNeverGet() {
        var lane = new LaneIdentity(1, "ep_a", new Incarnation("blue", new UUID(3, 4)));
        health.expired(lane, 5, 9, Cause.LOG_CORRUPTION);

        assertThat(told)
                .containsExactly(new ServerEvent.Expired(EventsExpired.newBuilder()
                        .setEndpointId("ep_a")
                        .setRoomId("blue")
                        .setRoomEpoch(new UUID(3, 4).toString())
                        .setFromSeq(5)
                        .setToSeq(9)
                        .setCause("log_corruption")
                        .build()));
    }
}
