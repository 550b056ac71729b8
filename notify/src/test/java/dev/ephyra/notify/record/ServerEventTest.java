package dev.ephyra.notify.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.delivery.DeliveryDeadLettered;
import dev.ephyra.wire.delivery.EndpointDegraded;
import dev.ephyra.wire.delivery.EndpointRecovered;
import dev.ephyra.wire.delivery.EndpointStopped;
import dev.ephyra.wire.delivery.EndpointTripped;
import dev.ephyra.wire.delivery.EventsExpired;
import dev.ephyra.wire.delivery.LogCorruption;
import dev.ephyra.wire.delivery.RetentionBlocked;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ServerEventTest {
    static Stream<ServerEvent> ofEachKind() {
        return Stream.of(
                new ServerEvent.Degraded(
                        EndpointDegraded.newBuilder().setEndpointId("ep_a").build()),
                new ServerEvent.Tripped(
                        EndpointTripped.newBuilder().setEndpointId("ep_a").build()),
                new ServerEvent.Recovered(
                        EndpointRecovered.newBuilder().setEndpointId("ep_a").build()),
                new ServerEvent.Stopped(
                        EndpointStopped.newBuilder().setEndpointId("ep_a").build()),
                new ServerEvent.DeadLettered(
                        DeliveryDeadLettered.newBuilder().setEndpointId("ep_a").build()),
                new ServerEvent.Expired(
                        EventsExpired.newBuilder().setEndpointId("ep_a").build()),
                new ServerEvent.Corrupted(
                        LogCorruption.newBuilder().setDetail("x").build()),
                new ServerEvent.Blocked(
                        RetentionBlocked.newBuilder().setJournalBytes(1).build()));
    }

    @ParameterizedTest
    @MethodSource("ofEachKind")
    void isKnownAgainFromWhatIsStoredAndSaysTheSameOutside(ServerEvent event) throws Exception {
        EventFacts facts = EventFacts.of(Records.of(event));
        ServerMessage message = ServerMessage.parseFrom(event.notification());

        assertThat(facts.type()).isEqualTo(event.type());
        assertThat(facts.type().isOfServer()).isTrue();
        assertThat(facts.endpointId()).isEqualTo(event.endpointId());
        assertThat(message.getContentCase().name()).isEqualTo(event.type().name());
        // Receivers written for Fishjam know nothing from 1000 on.
        assertThat(message.getContentCase().getNumber()).isGreaterThan(1000);
    }

    @Test
    void isOfEachKindThatIsOfTheServer() {
        assertThat(ofEachKind().map(ServerEvent::type))
                .containsExactlyElementsOf(Stream.of(EventType.values())
                        .filter(EventType::isOfServer)
                        .toList());
    }

    @Test
    void isNoEventOfARoom() {
        byte[] stored = ofEachKind().toList().getFirst().stored();

        assertThatIllegalArgumentException().isThrownBy(() -> EventCodec.decode(stored));
    }
}
