package dev.ephyra.room;

import static dev.ephyra.room.RoomFixture.ADA;
import static dev.ephyra.room.RoomFixture.BOB;
import static dev.ephyra.room.RoomFixture.FIRST;
import static dev.ephyra.room.RoomFixture.PLAIN;
import static dev.ephyra.room.RoomFixture.SECOND;
import static dev.ephyra.room.RoomFixture.by;
import static dev.ephyra.room.RoomFixture.video;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PeerScenarioTest {
    private static final Metadata NAMED = new Metadata("{\"name\":\"ada\"}");

    @Test
    void addsPeerThatIsNotConnected() {
        RoomFixture room = RoomFixture.open(PLAIN);

        assertThat(room.events(new RoomCommand.AddPeer(ADA, false)))
                .containsExactly(new RoomEvent.PeerAdded(ADA, false));
        assertThat(room.state.snapshot().peers())
                .containsExactly(new RoomSnapshot.PeerSnapshot(ADA, false, Metadata.NONE, List.of()));
        assertThat(room.state.peer(ADA))
                .hasValueSatisfying(peer -> assertThat(peer.enableSimulcast()).isFalse());
    }

    @Test
    void countsDisconnectedPeersAgainstMaxPeers() {
        RoomFixture room = RoomFixture.open(RoomFixture.config(OptionalInt.of(1), Optional.empty(), 0, 0));
        room.add(ADA);

        assertThat(room.run(new RoomCommand.AddPeer(BOB, true)))
                .isEqualTo(new Decision(List.of(), new RoomAnswer.PeersLimitReached()));

        room.events(new RoomCommand.DeletePeer(ADA));
        assertThat(room.add(BOB)).containsExactly(new RoomEvent.PeerAdded(BOB, true));
    }

    @Test
    void admitsNobodyToARoomOfZero() {
        RoomFixture room = RoomFixture.open(RoomFixture.config(OptionalInt.of(0), Optional.empty(), 0, 0));

        assertThat(room.answer(new RoomCommand.AddPeer(ADA, true))).isEqualTo(new RoomAnswer.PeersLimitReached());
    }

    @Test
    void doesNotTakeAPeerIdTwice() {
        RoomFixture room = RoomFixture.withAda(PLAIN);

        assertThatThrownBy(() -> room.add(ADA)).isInstanceOf(BrokenInvariant.class);
    }

    @Test
    void connectsPeerByOneSocketAtATime() {
        RoomFixture room = RoomFixture.open(PLAIN);
        room.add(ADA);

        assertThat(room.connect(ADA, FIRST)).containsExactly(new RoomEvent.PeerConnected(ADA, FIRST));
        assertThat(room.run(new RoomCommand.ConnectPeer(ADA, SECOND)))
                .isEqualTo(new Decision(List.of(), new RoomAnswer.PeerAlreadyConnected(FIRST)));
        assertThat(room.answer(new RoomCommand.ConnectPeer(BOB, SECOND))).isEqualTo(new RoomAnswer.PeerNotFound());
    }

    @Test
    void closingSocketDisconnectsBeforeTracksGoAndKeepsPeer() {
        RoomFixture room = RoomFixture.withAda(PLAIN, video("t2"), video("t1"));
        room.events(new RoomCommand.UpdatePeerMetadata(ADA, FIRST, NAMED));

        List<RoomEvent> events = room.events(new RoomCommand.DisconnectPeer(ADA, FIRST, EndReason.NETWORK_LOST));

        assertThat(events)
                .containsExactly(
                        new RoomEvent.PeerDisconnected(ADA, EndReason.NETWORK_LOST),
                        new RoomEvent.TrackRemoved(by(ADA), video("t1")),
                        new RoomEvent.TrackRemoved(by(ADA), video("t2")));
        assertThat(room.state.snapshot().peers())
                .containsExactly(new RoomSnapshot.PeerSnapshot(ADA, false, NAMED, List.of()));
    }

    @Test
    void reconnectsByAnotherSocketAndIgnoresTheOldOne() {
        RoomFixture room = RoomFixture.withAda(PLAIN);
        room.disconnect(ADA, FIRST);

        assertThat(room.connect(ADA, SECOND)).containsExactly(new RoomEvent.PeerConnected(ADA, SECOND));
        assertThat(room.run(new RoomCommand.DisconnectPeer(ADA, FIRST, EndReason.LEFT)))
                .isEqualTo(new Decision(List.of(), new RoomAnswer.StaleConnection()));
        assertThat(room.run(new RoomCommand.UpdatePeerMetadata(ADA, FIRST, NAMED)))
                .isEqualTo(new Decision(List.of(), new RoomAnswer.StaleConnection()));
        assertThat(room.state.peer(ADA))
                .hasValueSatisfying(
                        peer -> assertThat(peer.isConnectedBy(SECOND)).isTrue());
    }

    @Test
    void disconnectsOnce() {
        RoomFixture room = RoomFixture.withAda(PLAIN);
        room.disconnect(ADA, FIRST);

        assertThat(room.answer(new RoomCommand.DisconnectPeer(ADA, FIRST, EndReason.LEFT)))
                .isEqualTo(new RoomAnswer.StaleConnection());
        assertThat(room.answer(new RoomCommand.DisconnectPeer(BOB, FIRST, EndReason.LEFT)))
                .isEqualTo(new RoomAnswer.PeerNotFound());
    }

    @Test
    void firstMetadataOfAConnectionIsNewsEvenIfNullAndLaterOnlyAChange() {
        RoomFixture room = RoomFixture.withAda(PLAIN);

        assertThat(announce(room, FIRST, Metadata.NONE)).containsExactly(updated(Metadata.NONE));
        assertThat(announce(room, FIRST, Metadata.NONE)).isEmpty();
        assertThat(announce(room, FIRST, NAMED)).containsExactly(updated(NAMED));
        assertThat(announce(room, FIRST, NAMED)).isEmpty();

        room.disconnect(ADA, FIRST);
        room.connect(ADA, SECOND);
        assertThat(room.state.peer(ADA)).hasValueSatisfying(peer -> {
            assertThat(peer.metadata()).isEqualTo(NAMED);
            assertThat(peer.isMetadataAnnounced()).isFalse();
        });
        assertThat(announce(room, SECOND, NAMED)).containsExactly(updated(NAMED));
    }

    @Test
    void takesMetadataOfConnectedPeersOnly() {
        RoomFixture room = RoomFixture.withAda(PLAIN);
        room.disconnect(ADA, FIRST);

        assertThat(room.answer(new RoomCommand.UpdatePeerMetadata(ADA, FIRST, NAMED)))
                .isEqualTo(new RoomAnswer.StaleConnection());
        assertThat(room.answer(new RoomCommand.UpdatePeerMetadata(BOB, FIRST, NAMED)))
                .isEqualTo(new RoomAnswer.PeerNotFound());
    }

    @Test
    void deletingConnectedPeerRemovesTracksThenDisconnectsThenDeletes() {
        RoomFixture room = RoomFixture.withAda(PLAIN, video("t2"), video("t1"));

        assertThat(room.events(new RoomCommand.DeletePeer(ADA)))
                .containsExactly(
                        new RoomEvent.TrackRemoved(by(ADA), video("t1")),
                        new RoomEvent.TrackRemoved(by(ADA), video("t2")),
                        new RoomEvent.PeerDisconnected(ADA, EndReason.KICKED),
                        new RoomEvent.PeerDeleted(ADA, EndReason.KICKED));
        assertThat(room.disconnect(ADA, FIRST)).isEmpty();
    }

    @Test
    void deletingPeerThatIsNotConnectedOnlyDeletes() {
        RoomFixture room = RoomFixture.withAda(PLAIN);
        room.disconnect(ADA, FIRST);
        room.add(BOB);

        assertThat(room.events(new RoomCommand.DeletePeer(ADA)))
                .containsExactly(new RoomEvent.PeerDeleted(ADA, EndReason.KICKED));
        assertThat(room.events(new RoomCommand.DeletePeer(BOB)))
                .containsExactly(new RoomEvent.PeerDeleted(BOB, EndReason.KICKED));
        assertThat(room.answer(new RoomCommand.DeletePeer(ADA))).isEqualTo(new RoomAnswer.PeerNotFound());
    }

    @Test
    void crashRemovesTracksThenTellsOfTheCrashAndPeerIsGone() {
        RoomFixture room = RoomFixture.withAda(PLAIN, video("t"));

        assertThat(room.events(new RoomCommand.CrashPeer(ADA, "no codec")))
                .containsExactly(
                        new RoomEvent.TrackRemoved(by(ADA), video("t")), new RoomEvent.PeerCrashed(ADA, "no codec"));
        assertThat(room.state.peers()).isEmpty();
        assertThat(room.disconnect(ADA, FIRST)).isEmpty();
        assertThat(room.answer(new RoomCommand.CrashPeer(ADA, ""))).isEqualTo(new RoomAnswer.PeerNotFound());
    }

    private static List<RoomEvent> announce(RoomFixture room, ConnectionId connection, Metadata metadata) {
        return room.events(new RoomCommand.UpdatePeerMetadata(ADA, connection, metadata));
    }

    private static RoomEvent updated(Metadata metadata) {
        return new RoomEvent.PeerMetadataUpdated(ADA, metadata);
    }
}
