package dev.ephyra.bench.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.bench.ScenarioFailure;
import dev.ephyra.bench.scenario.RoomModel.Kind;
import dev.ephyra.bench.scenario.RoomModel.Step;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.ServerMessage.PeerAdded;
import dev.ephyra.wire.ServerMessage.PeerDeleted;
import dev.ephyra.wire.delivery.EventMeta;
import dev.ephyra.wire.delivery.PeerState;
import dev.ephyra.wire.delivery.RoomState;
import dev.ephyra.wire.delivery.RoomsSnapshot;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SnapshotReceiverTest {
    private final RoomModel room = new RoomModel("a");
    private final SnapshotReceiver receiver = new SnapshotReceiver();

    @BeforeEach
    void whatHappened() {
        room.take(new Step(Kind.CREATED, ""));
        room.take(new Step(Kind.PEER_ADDED, "p"));
        room.take(new Step(Kind.PEER_ADDED, "q"));
        room.take(new Step(Kind.PEER_DELETED, "p"));
    }

    private void receive(ServerMessage.Builder message) throws ScenarioFailure {
        byte[] bytes = message.build().toByteArray();
        receiver.received(ByteBuffer.wrap(bytes), 0, bytes.length, 1_000);
    }

    private void snapshot(long seq, String... peers) throws ScenarioFailure {
        RoomState.Builder state = RoomState.newBuilder().setRoomId("a").setRoomSeq(seq);
        for (String peer : peers) {
            state.addPeers(PeerState.newBuilder().setPeerId(peer));
        }
        receive(ServerMessage.newBuilder()
                .setRoomsSnapshot(RoomsSnapshot.newBuilder().addRooms(state).setLast(true)));
    }

    private void added(long seq, String peer) throws ScenarioFailure {
        receive(ServerMessage.newBuilder()
                .setMeta(EventMeta.newBuilder().setRoomSeq(seq))
                .setPeerAdded(PeerAdded.newBuilder().setRoomId("a").setPeerId(peer)));
    }

    private void deleted(long seq, String peer) throws ScenarioFailure {
        receive(ServerMessage.newBuilder()
                .setMeta(EventMeta.newBuilder().setRoomSeq(seq))
                .setPeerDeleted(PeerDeleted.newBuilder().setRoomId("a").setPeerId(peer)));
    }

    @Test
    void holdsForASnapshotAndWhatFollowed() throws ScenarioFailure {
        snapshot(2, "p");
        added(3, "q");
        deleted(4, "p");

        assertThat(receiver.hasAllOf(List.of(room))).isTrue();
        assertThatCode(() -> receiver.check(List.of(room))).doesNotThrowAnyException();
    }

    @Test
    void failsForAStateThatIsNotOfItsNumber() throws ScenarioFailure {
        snapshot(4, "p", "q");

        assertThatThrownBy(() -> receiver.check(List.of(room))).hasMessageContaining("after number 4");
    }

    @Test
    void failsForANotificationLeftOut() throws ScenarioFailure {
        snapshot(2, "p");

        assertThatThrownBy(() -> deleted(4, "p")).hasMessageContaining("number 4 after 2");
    }

    @Test
    void failsForANotificationThatTheSnapshotIncludes() throws ScenarioFailure {
        snapshot(3, "p", "q");

        assertThatThrownBy(() -> added(3, "q")).hasMessageContaining("number 3 after 3");
    }

    @Test
    void waitsForWhatIsStillToCome() throws ScenarioFailure {
        snapshot(2, "p");
        added(3, "q");

        assertThat(receiver.hasAllOf(List.of(room))).isFalse();
    }

    @Test
    void failsForARoomLeftOutUnlessItMayHaveEnded() throws ScenarioFailure {
        receive(ServerMessage.newBuilder()
                .setRoomsSnapshot(RoomsSnapshot.newBuilder().setLast(true)));

        assertThatThrownBy(() -> receiver.check(List.of(room))).hasMessageContaining("was left out");

        room.endAsked(999);

        assertThatCode(() -> receiver.check(List.of(room))).doesNotThrowAnyException();
    }
}
