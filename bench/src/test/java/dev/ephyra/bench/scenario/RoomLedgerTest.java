package dev.ephyra.bench.scenario;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.bench.ScenarioFailure;
import dev.ephyra.wire.ServerMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RoomLedgerTest {
    private static final String ROOM = "room-1";
    private final RoomLedger ledger = new RoomLedger(ROOM);

    @BeforeEach
    void answersOfRest() {
        ledger.created();
        ledger.peerAdded("a");
        ledger.peerAdded("b");
    }

    private void deliver(ServerMessage.Builder message) throws ScenarioFailure {
        byte[] bytes = message.build().toByteArray();
        ledger.delivered(bytes, 0, bytes.length);
    }

    private void created() throws ScenarioFailure {
        deliver(ServerMessage.newBuilder()
                .setRoomCreated(ServerMessage.RoomCreated.newBuilder().setRoomId(ROOM)));
    }

    private void added(String peer) throws ScenarioFailure {
        deliver(ServerMessage.newBuilder()
                .setPeerAdded(
                        ServerMessage.PeerAdded.newBuilder().setRoomId(ROOM).setPeerId(peer)));
    }

    private void peerDeleted(String peer) throws ScenarioFailure {
        deliver(ServerMessage.newBuilder()
                .setPeerDeleted(
                        ServerMessage.PeerDeleted.newBuilder().setRoomId(ROOM).setPeerId(peer)));
    }

    private void deleted() throws ScenarioFailure {
        deliver(ServerMessage.newBuilder()
                .setRoomDeleted(ServerMessage.RoomDeleted.newBuilder().setRoomId(ROOM)));
    }

    @Test
    void holdsWhenAllCameInOrder() throws ScenarioFailure {
        created();
        added("a");
        added("b");
        peerDeleted("b");
        peerDeleted("a");
        deleted();

        assertThatCode(ledger::check).doesNotThrowAnyException();
    }

    @Test
    void failsWhenPeersChangedPlaces() throws ScenarioFailure {
        created();
        added("b");
        added("a");
        peerDeleted("a");
        peerDeleted("b");
        deleted();

        assertThatThrownBy(ledger::check).hasMessageContaining("out of order");
    }

    @Test
    void failsWhenOneEndWasLost() throws ScenarioFailure {
        created();
        added("a");
        added("b");
        peerDeleted("a");
        deleted();

        assertThatThrownBy(ledger::check).hasMessageContaining("ends of its peers");
    }

    @Test
    void failsWhenSomethingFollowsTheEnd() throws ScenarioFailure {
        deleted();

        assertThatThrownBy(() -> added("a")).isInstanceOf(ScenarioFailure.class);
    }

    @Test
    void failsWhenTheRoomHasNoEnd() throws ScenarioFailure {
        created();
        added("a");
        added("b");
        peerDeleted("a");
        peerDeleted("b");

        assertThatThrownBy(ledger::check).hasMessageContaining("no end");
    }
}
