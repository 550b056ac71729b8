package dev.ephyra.notify.record;

import dev.ephyra.room.ComponentId;
import dev.ephyra.room.ComponentType;
import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.CrashCause;
import dev.ephyra.room.EndReason;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomConfig;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.Track;
import dev.ephyra.room.TrackId;
import dev.ephyra.room.TrackOwner;
import dev.ephyra.room.TrackType;
import dev.ephyra.room.VideoCodec;
import java.util.OptionalInt;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random room events of every kind, for round trips. */
final class RoomEventArbitraries {
    private RoomEventArbitraries() {}

    static Arbitrary<RoomEvent> events() {
        return Arbitraries.oneOf(roomEvents(), peerEvents(), trackEvents(), componentEvents());
    }

    private static Arbitrary<RoomEvent> roomEvents() {
        return Arbitraries.oneOf(
                Combinators.combine(configs(), uuids()).as(RoomEvent.RoomCreated::new),
                reasons().map(RoomEvent.RoomDeleted::new),
                Combinators.combine(reasons(), texts()).as(RoomEvent.RoomCrashed::new));
    }

    private static Arbitrary<RoomEvent> peerEvents() {
        return Arbitraries.oneOf(
                Combinators.combine(peers(), Arbitraries.of(true, false)).as(RoomEvent.PeerAdded::new),
                Combinators.combine(peers(), reasons()).as(RoomEvent.PeerDeleted::new),
                Combinators.combine(peers(), Arbitraries.longs().map(ConnectionId::new))
                        .as(RoomEvent.PeerConnected::new),
                Combinators.combine(peers(), reasons()).as(RoomEvent.PeerDisconnected::new),
                Combinators.combine(peers(), texts()).as(RoomEvent.PeerCrashed::new),
                Combinators.combine(peers(), metadata()).as(RoomEvent.PeerMetadataUpdated::new));
    }

    private static Arbitrary<RoomEvent> trackEvents() {
        return Arbitraries.oneOf(
                Combinators.combine(owners(), tracks()).as(RoomEvent.TrackAdded::new),
                Combinators.combine(owners(), tracks()).as(RoomEvent.TrackMetadataUpdated::new),
                Combinators.combine(owners(), tracks()).as(RoomEvent.TrackRemoved::new));
    }

    private static Arbitrary<RoomEvent> componentEvents() {
        Arbitrary<ComponentId> components = texts().map(ComponentId::new);
        return Arbitraries.oneOf(
                Combinators.combine(
                                components, Arbitraries.of(ComponentType.class), texts(), Arbitraries.of(true, false))
                        .as(RoomEvent.ComponentAdded::new),
                Combinators.combine(components, reasons()).as(RoomEvent.ComponentRemoved::new),
                Combinators.combine(components, Arbitraries.of(CrashCause.class), texts())
                        .as(RoomEvent.ComponentCrashed::new),
                Combinators.combine(components, texts().list().ofMaxSize(4)).as(RoomEvent.ComponentSubscribed::new),
                Combinators.combine(components, texts()).as(RoomEvent.PhoneDialed::new),
                components.map(RoomEvent.CallEnded::new));
    }

    private static Arbitrary<RoomConfig> configs() {
        return Combinators.combine(
                        texts().map(RoomId::new),
                        numbers(),
                        Arbitraries.of(VideoCodec.class).optional(),
                        texts().optional(),
                        numbers(),
                        numbers())
                .as(RoomConfig::new);
    }

    private static Arbitrary<OptionalInt> numbers() {
        return Arbitraries.integers()
                .optional()
                .map(value -> value.map(OptionalInt::of).orElse(OptionalInt.empty()));
    }

    private static Arbitrary<TrackOwner> owners() {
        Arbitrary<TrackOwner> ofPeer = peers().map(TrackOwner.OfPeer::new);
        Arbitrary<TrackOwner> ofComponent = texts().map(ComponentId::new).map(TrackOwner.OfComponent::new);
        return Arbitraries.oneOf(ofPeer, ofComponent);
    }

    private static Arbitrary<Track> tracks() {
        return Combinators.combine(texts().map(TrackId::new), Arbitraries.of(TrackType.class), metadata())
                .as(Track::new);
    }

    private static Arbitrary<Metadata> metadata() {
        return Arbitraries.oneOf(
                Arbitraries.just(Metadata.NONE), texts().map(text -> new Metadata("{\"name\":\"" + text + "\"}")));
    }

    private static Arbitrary<PeerId> peers() {
        return texts().map(PeerId::new);
    }

    private static Arbitrary<EndReason> reasons() {
        return Arbitraries.of(EndReason.class);
    }

    private static Arbitrary<UUID> uuids() {
        return Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(UUID::new);
    }

    /** Any text without lone surrogates, which UTF-8 cannot carry. */
    private static Arbitrary<String> texts() {
        return Arbitraries.strings()
                .alpha()
                .numeric()
                .withChars("ą€\uFFFD -_:/")
                .ofMaxLength(20);
    }
}
