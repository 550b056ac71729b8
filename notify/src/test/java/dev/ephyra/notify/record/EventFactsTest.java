package dev.ephyra.notify.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ephyra.room.ComponentId;
import dev.ephyra.room.CrashCause;
import dev.ephyra.room.EndReason;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.wire.delivery.EndpointTripped;
import dev.ephyra.wire.delivery.LogCorruption;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class EventFactsTest {
    private static final PeerId PEER = new PeerId("p");

    @Provide
    Arbitrary<RoomEvent> events() {
        return RoomEventArbitraries.events();
    }

    @Provide
    Arbitrary<EventContext> contexts() {
        Arbitrary<Metadata> metadata = Arbitraries.of(Metadata.NONE, new Metadata("{\"a\":1}"), new Metadata("[]"));
        Arbitrary<Integer> counts = Arbitraries.integers().greaterOrEqual(0);
        return Combinators.combine(metadata, metadata, counts, counts, counts, counts, Arbitraries.of(true, false))
                .as(EventContext::new);
    }

    @Property
    void keepsTheContextBesideEveryEvent(@ForAll("events") RoomEvent event, @ForAll("contexts") EventContext context) {
        if (event.isNotified()) {
            EventFacts facts = EventFacts.of(Records.of(event, context));

            assertThat(facts.context()).isEqualTo(context);
            assertThat(Optional.of(facts.type())).isEqualTo(EventType.of(event));
            assertThat(facts.endpointId()).isEmpty();
        } else {
            assertThatIllegalArgumentException().isThrownBy(() -> EventFacts.of(Records.of(event, context)));
        }
        assertThat(EventCodec.decode(EventCodec.encode(event, context))).isEqualTo(event);
    }

    @Property
    void refusesEveryTruncationAndRandomBytesInOneWay(@ForAll("events") RoomEvent event, @ForAll byte[] random) {
        byte[] stored = EventCodec.encode(event);
        for (int length = 0; length < stored.length; length++) {
            read(Arrays.copyOf(stored, length));
        }
        read(random);
    }

    /** A cut may leave a whole event, without its last fields: then it has facts. */
    private static void read(byte[] stored) {
        try {
            assertThat(EventFacts.of(Records.record("blue", 1, stored, new byte[1])))
                    .isNotNull();
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("42");
        }
    }

    @Property
    void givesEveryEndingItsReasonInSnakeCase(@ForAll EndReason reason) {
        String text = reason.name().toLowerCase(Locale.ROOT);

        assertThat(reasonOf(new RoomEvent.RoomDeleted(reason))).isEqualTo(text);
        assertThat(reasonOf(new RoomEvent.RoomCrashed(reason, "why"))).isEqualTo(text);
        assertThat(reasonOf(new RoomEvent.PeerDeleted(PEER, reason))).isEqualTo(text);
        assertThat(reasonOf(new RoomEvent.PeerDisconnected(PEER, reason))).isEqualTo(text);
    }

    @Example
    void givesCrashesTheirDetail() {
        EventFacts room = facts(new RoomEvent.RoomCrashed(EndReason.NODE_RESTARTED, "the server stopped"));
        EventFacts peer = facts(new RoomEvent.PeerCrashed(PEER, "no codec"));
        EventFacts component =
                facts(new RoomEvent.ComponentCrashed(new ComponentId("c"), CrashCause.INTERNAL, "no source"));

        assertThat(room.detail()).isEqualTo("the server stopped");
        assertThat(peer.reason()).isEqualTo("peer_crashed");
        assertThat(peer.detail()).isEqualTo("no codec");
        assertThat(component.reason()).isEqualTo("component_crashed");
        assertThat(component.detail()).isEqualTo("no source");
    }

    @Example
    void givesNoReasonWhereNothingEnds() {
        assertThat(facts(new RoomEvent.PeerAdded(PEER, true)))
                .isEqualTo(new EventFacts(EventType.PEER_ADDED, "", "", EventContext.NONE, ""));
    }

    @Example
    void saysOfWhichEndpointAnEventOfTheServerIs() {
        EventFacts tripped = EventFacts.of(Records.of(new ServerEvent.Tripped(
                EndpointTripped.newBuilder().setEndpointId("ep_a").build())));
        EventFacts corrupted = EventFacts.of(Records.of(new ServerEvent.Corrupted(
                LogCorruption.newBuilder().setDetail("x").build())));

        assertThat(tripped.type()).isEqualTo(EventType.ENDPOINT_TRIPPED);
        assertThat(tripped.endpointId()).isEqualTo("ep_a");
        assertThat(corrupted.type()).isEqualTo(EventType.LOG_CORRUPTION);
        assertThat(corrupted.endpointId()).isEmpty();
    }

    private static String reasonOf(RoomEvent event) {
        return facts(event).reason();
    }

    private static EventFacts facts(RoomEvent event) {
        return EventFacts.of(Records.of(event, EventContext.NONE));
    }
}
