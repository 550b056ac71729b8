package dev.ephyra.server.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.notify.record.EventFacts;
import dev.ephyra.room.ComponentId;
import dev.ephyra.room.ComponentType;
import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.CrashCause;
import dev.ephyra.room.EndReason;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.Moment;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.room.RoomConfig;
import dev.ephyra.room.RoomId;
import dev.ephyra.signaling.Dialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** In what situation which reason goes out, from what reaches the room to what the journal keeps. */
class EndReasonTest {
    private static final RoomId ROOM = new RoomId("blue");
    private static final PeerId ADA = new PeerId("ada");
    private static final PeerId BOB = new PeerId("bob");
    private static final ConnectionId SOCKET = new ConnectionId(1);
    private static final ComponentId CAMERA = new ComponentId("camera");
    private static final Metadata METADATA = new Metadata("{\"team\":\"red\"}");

    private final FakeJournal journal = new FakeJournal();
    private final RoomLoop loop = new RoomLoop(
            new Mailbox(64),
            journal,
            new RoomRecorder(new EventIds(new SplittableRandom(1))),
            RoomLoopLimits.of(new RoomCount(2)),
            RoomPorts.NONE);
    private final RoomDirectory directory = new RoomDirectory(List.of(loop));
    private final PeerGate gate = new PeerGate(directory);
    private long nowNanos = 1;

    static Stream<Arguments> situations() {
        return Stream.of(
                situation("the client closes its socket", t -> t.closed(EndReason.LEFT), "peerDisconnected left"),
                situation(
                        "the socket breaks or is silent",
                        t -> t.closed(EndReason.NETWORK_LOST),
                        "peerDisconnected network_lost"),
                situation(
                        "the API removes a connected peer",
                        t -> t.submit(new RoomCommand.DeletePeer(ADA)),
                        "peerDisconnected kicked",
                        "peerDeleted kicked"),
                situation(
                        "the API removes a peer that is not connected",
                        t -> t.submit(new RoomCommand.DeletePeer(BOB)),
                        "peerDeleted kicked"),
                situation("a peer does not come (back)", t -> t.pass(5), "peerDeleted timeout"),
                situation(
                        "nobody is connected for long",
                        t -> {
                            t.closed(EndReason.LEFT);
                            t.turn();
                            t.pass(5);
                            t.pass(10);
                        },
                        "peerDisconnected left",
                        "peerDeleted timeout",
                        "peerDeleted timeout",
                        "roomDeleted timeout"),
                situation(
                        "the API deletes the room",
                        t -> t.submit(new RoomCommand.DeleteRoom(EndReason.ROOM_DELETED)),
                        "peerDeleted room_deleted",
                        "peerDeleted room_deleted",
                        "roomDeleted room_deleted"),
                situation(
                        "the server stops",
                        t -> t.directory.endAll(EndReason.DRAINED),
                        "peerDeleted drained",
                        "peerDeleted drained",
                        "roomDeleted drained"),
                situation(
                        "the room breaks",
                        t -> t.submit(new RoomCommand.AddPeer(ADA, true)),
                        "roomCrashed room_crashed"),
                situation(
                        "the peer's media break",
                        t -> t.fact(new RoomCommand.CrashPeer(ADA, "why")),
                        "peerCrashed peer_crashed"),
                situation(
                        "the component breaks",
                        t -> t.fact(new RoomCommand.CrashComponent(CAMERA, CrashCause.INTERNAL, "why")),
                        "componentCrashed component_crashed"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("situations")
    void everyEndingSaysWhy(Consumer<EndReasonTest> situation, List<String> endings) {
        connectOne();
        int before = journal.appended.size();

        situation.accept(this);
        turn();

        List<EventFacts> facts = journal.appended.stream()
                .skip(before)
                .filter(record -> record.roomSeq() > 0)
                .map(EventFacts::of)
                .filter(fact -> !fact.reason().isEmpty())
                .toList();
        assertThat(facts.stream().map(fact -> fact.type().text() + " " + fact.reason()))
                .containsExactlyElementsOf(endings);
        assertThat(facts).allMatch(fact -> fact.context().roomMetadata().equals(METADATA));
    }

    private void connectOne() {
        journal.commitsAtOnce = true;
        RoomConfig config = new RoomConfig(
                ROOM,
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.of(10),
                OptionalInt.of(5),
                METADATA,
                false);
        submit(new RoomCommand.CreateRoom(config, new UUID(7, 7)));
        submit(new RoomCommand.AddPeer(ADA, true));
        submit(new RoomCommand.AddPeer(BOB, true));
        submit(new RoomCommand.AddComponent(CAMERA, ComponentType.FILE, "{}", false));
        gate.enter(ROOM, ADA, SOCKET, Dialect.JSON, new RecordingOutbox(new ArrayList<>()));
        turn();
        assertThat(EventFacts.of(journal.appended.getLast()).type().text()).isEqualTo("peerConnected");
    }

    private static Arguments situation(String name, Consumer<EndReasonTest> situation, String... endings) {
        return Arguments.of(Named.of(name, situation), List.of(endings));
    }

    private void closed(EndReason reason) {
        gate.closed(ROOM, ADA, SOCKET, reason);
    }

    private void submit(RoomCommand.Request command) {
        directory.submit(ROOM, command);
    }

    private void fact(RoomCommand.Fact fact) {
        loop.mailbox().offerFact((owner, now) -> owner.fact(ROOM, fact, now));
    }

    private void pass(int seconds) {
        nowNanos += seconds * 1_000_000_000L;
        turn();
    }

    private void turn() {
        loop.turn(new Moment(nowNanos, nowNanos / 1_000));
    }
}
