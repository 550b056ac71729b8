package dev.ephyra.server.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.journal.Draft;
import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.record.EventContext;
import dev.ephyra.notify.record.EventFacts;
import dev.ephyra.room.ComponentId;
import dev.ephyra.room.ComponentType;
import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.CrashCause;
import dev.ephyra.room.EndReason;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.Moment;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomApplier;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.room.RoomConfig;
import dev.ephyra.room.RoomDecider;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.RoomLimits;
import dev.ephyra.room.RoomState;
import dev.ephyra.room.Track;
import dev.ephyra.room.TrackId;
import dev.ephyra.room.TrackOwner;
import dev.ephyra.room.TrackType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes with each event of a life: read back as a receiver's facts. */
class RoomRecorderTest {
    private static final RoomId ROOM = new RoomId("blue");
    private static final PeerId ADA = new PeerId("ada");
    private static final PeerId BOB = new PeerId("bob");
    private static final ConnectionId SOCKET = new ConnectionId(1);
    private static final Metadata RED = new Metadata("{\"team\":\"red\"}");
    private static final Metadata NAMED = new Metadata("{\"name\":\"Ada\"}");
    private static final Moment NOW = new Moment(1, 1);

    private final RoomRecorder recorder = new RoomRecorder(new EventIds(new SplittableRandom(1)));
    private final RoomState state = RoomState.absent(ROOM);
    private final List<Draft> drafts = new ArrayList<>();

    @BeforeEach
    void create() {
        RoomConfig config = new RoomConfig(
                ROOM,
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                RED,
                false);
        run(new RoomCommand.CreateRoom(config, new UUID(7, 7)));
    }

    @Test
    void countsWhatTheRoomHasRightAfterEachEvent() {
        run(new RoomCommand.AddPeer(ADA, true));
        run(new RoomCommand.AddComponent(new ComponentId("c"), ComponentType.FILE, "{}", false));
        run(new RoomCommand.AddPeer(BOB, true));
        run(new RoomCommand.ConnectPeer(ADA, SOCKET));
        Track track = new Track(new TrackId("t"), TrackType.AUDIO, Metadata.NONE);
        run(new RoomCommand.AddTrack(new TrackOwner.OfPeer(ADA), track));
        run(new RoomCommand.CrashComponent(new ComponentId("c"), CrashCause.INTERNAL, "why"));
        run(new RoomCommand.DeletePeer(ADA));
        run(new RoomCommand.DeleteRoom(EndReason.ROOM_DELETED));

        assertThat(facts().stream()
                        .map(f -> f.type().text() + " " + f.context().peers() + " "
                                + f.context().connectedPeers() + " "
                                + f.context().components() + " "
                                + f.context().tracks()))
                .containsExactly(
                        "roomCreated 0 0 0 0",
                        "peerAdded 1 0 0 0",
                        "peerAdded 2 0 1 0",
                        "peerConnected 2 1 1 0",
                        "trackAdded 2 1 1 1",
                        "componentCrashed 2 1 0 1",
                        "trackRemoved 2 1 0 0",
                        "peerDisconnected 2 0 0 0",
                        "peerDeleted 1 0 0 0",
                        "peerDeleted 0 0 0 0",
                        "roomDeleted 0 0 0 0");
        assertThat(facts())
                .allMatch(f ->
                        f.context().roomMetadata().equals(RED) && !f.context().test());
    }

    @Test
    void givesThePeersMetadataWhereTheNotificationHasItNot() {
        run(new RoomCommand.AddPeer(ADA, true));
        run(new RoomCommand.ConnectPeer(ADA, SOCKET));
        run(new RoomCommand.UpdatePeerMetadata(ADA, SOCKET, NAMED));
        run(new RoomCommand.DisconnectPeer(ADA, SOCKET, EndReason.LEFT));
        run(new RoomCommand.ConnectPeer(ADA, SOCKET));
        run(new RoomCommand.DeletePeer(ADA));

        assertThat(facts().stream()
                        .map(f -> f.type().text() + " "
                                + f.context().peerMetadata().json()))
                .containsExactly(
                        "roomCreated null",
                        "peerAdded null",
                        "peerConnected null",
                        "peerMetadataUpdated null",
                        "peerDisconnected {\"name\":\"Ada\"}",
                        "peerConnected {\"name\":\"Ada\"}",
                        "peerDisconnected {\"name\":\"Ada\"}",
                        "peerDeleted null");
    }

    @Test
    void leavesOutMetadataOfAPeerThatIsLarge() {
        String fitting = "\"" + "x".repeat(RoomLimits.MAX_ROOM_METADATA_CHARS - 2) + "\"";
        run(new RoomCommand.AddPeer(ADA, true));
        for (String json : List.of(fitting, "\"x" + fitting.substring(1))) {
            run(new RoomCommand.ConnectPeer(ADA, SOCKET));
            run(new RoomCommand.UpdatePeerMetadata(ADA, SOCKET, new Metadata(json)));
            run(new RoomCommand.DisconnectPeer(ADA, SOCKET, EndReason.LEFT));
        }

        assertThat(facts().stream()
                        .filter(f -> f.type().text().equals("peerDisconnected"))
                        .map(f -> f.context().peerMetadata().json().length()))
                .containsExactly(
                        RoomLimits.MAX_ROOM_METADATA_CHARS, Metadata.NONE.json().length());
    }

    @Test
    void givesTheEndOfARoomThatIsGoneItsMetadata() {
        RoomEvent.RoomCrashed crashed = new RoomEvent.RoomCrashed(EndReason.NODE_RESTARTED, "why");
        drafts.clear();
        drafts.add(recorder.ending("blue", new UUID(7, 7), 9, 1, crashed, RED, 5));

        assertThat(facts().getFirst().context()).isEqualTo(new EventContext(RED, Metadata.NONE, 0, 0, 0, 0, false, 5));
        assertThat(drafts.getFirst().lifecycle()).isEqualTo(JournalRecord.Lifecycle.CLOSES);
    }

    private void run(RoomCommand command) {
        for (RoomEvent event : RoomDecider.decide(state, command, NOW).events()) {
            RoomApplier.apply(state, event, NOW);
            drafts.add(recorder.draft(state, event, NOW));
        }
    }

    private List<EventFacts> facts() {
        return drafts.stream()
                .filter(draft -> draft.notification().length > 0)
                .map(draft -> EventFacts.of(new JournalRecord(
                        1,
                        draft.room(),
                        draft.roomEpoch(),
                        draft.roomSeq(),
                        draft.eventId(),
                        draft.occurredAtMicros(),
                        draft.lifecycle(),
                        draft.event(),
                        draft.notification())))
                .toList();
    }
}
