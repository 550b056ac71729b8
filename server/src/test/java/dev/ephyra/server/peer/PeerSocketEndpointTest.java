package dev.ephyra.server.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.EndReason;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomId;
import dev.ephyra.server.socket.OpenSockets;
import dev.ephyra.server.socket.WebSocketHandler;
import dev.ephyra.signaling.Dialect;
import dev.ephyra.signaling.PeerCommand;
import dev.ephyra.signaling.PeerEvent;
import dev.ephyra.signaling.TokenVerifier.Verdict;
import dev.ephyra.wire.PeerMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PeerSocketEndpointTest {
    private static final byte[] AUTH = HexFormat.of().parseHex("12050a03544f4b");

    private final FakeWebSocketConnection socket = new FakeWebSocketConnection();
    private final FakePeerRooms rooms = new FakePeerRooms();
    private final PeerSockets sockets = new PeerSockets(
            token -> token.equals("TOK")
                    ? new Verdict.Valid(new RoomId("room"), new PeerId("peer"))
                    : new Verdict.Invalid(),
            rooms,
            () -> socket.nowNanos,
            new OpenSockets(10));
    private final WebSocketHandler handler = sockets.open(socket);

    @Test
    void saysThatTheServerStops() {
        handler.onShutdown(1001, "server shutting down");

        assertThat(socket.frames).containsExactly("close 1001 server shutting down");
    }

    @Test
    void entersTheRoomAndCarriesBothWays() {
        handler.onBinary(AUTH);
        assertThat(rooms.calls).containsExactly("enter room peer 1 JSON");
        assertThat(socket.frames).isEmpty();

        rooms.outbox().admitted();
        assertThat(socket.frames).as("only the event loop writes").isEmpty();
        socket.runTasks();
        handler.onBinary(connect());
        rooms.outbox().send(new PeerEvent.EndpointRemoved("x"));
        socket.runTasks();

        assertThat(rooms.calls).last().isEqualTo("command room peer 1 Connect[metadata=Metadata[json=null]]");
        assertThat(socket.frames).hasSize(2).first().isEqualTo("binary 0a00");
    }

    @Test
    void givesEverySocketItsOwnConnectionId() {
        WebSocketHandler second = sockets.open(socket);
        second.onBinary(AUTH);

        assertThat(rooms.calls).containsExactly("enter room peer 2 JSON");
    }

    @Test
    void tellsNoRoomOfAStranger() {
        handler.onBinary(new byte[] {1, 2, 3});
        handler.onClosed(1000, "unauthenticated");

        assertThat(socket.frames).containsExactly("close 1000 unauthenticated");
        assertThat(rooms.calls).isEmpty();
    }

    @Test
    void closesASocketThatNeverAuthenticates() {
        socket.advanceSeconds(6);

        assertThat(socket.frames).containsExactly("close 1000 unauthenticated");
        assertThat(socket.armedTimers()).isZero();
    }

    @Test
    void tellsTheRoomOfTheEndExactlyOnce() {
        handler.onBinary(AUTH);
        handler.onClosed(1001, "");
        handler.onClosed(1006, "");

        assertThat(rooms.calls).endsWith("closed room peer 1 LEFT").hasSize(2);
    }

    @Test
    void tellsTheRoomThatTheNetworkWasLost() {
        handler.onBinary(AUTH);
        handler.onClosed(1006, "");

        assertThat(rooms.calls).endsWith("closed room peer 1 NETWORK_LOST");
    }

    @Test
    void pingsAndGivesUpASilentPeerWithOneTimerAtATime() {
        handler.onBinary(AUTH);
        rooms.outbox().admitted();
        socket.runTasks();
        for (int second = 0; second < 25; second++) {
            socket.advanceSeconds(1);
            handler.onPong(new byte[0]);
            assertThat(socket.armedTimers()).isLessThanOrEqualTo(2);
        }

        socket.advanceSeconds(10);
        assertThat(socket.frames).containsExactly("binary 0a00", "ping ");
        socket.advanceSeconds(60);

        assertThat(socket.frames).last().isEqualTo("close 1001 connection lost");
        handler.onClosed(1006, "");
        assertThat(rooms.calls).endsWith("closed room peer 1 NETWORK_LOST");
    }

    @Test
    void answersAProbeOfTheRoom() {
        handler.onBinary(AUTH);
        rooms.outbox().admitted();
        rooms.outbox().probe();
        socket.runTasks();
        byte[] payload = HexFormat.of().parseHex(socket.frames.getLast().substring("ping ".length()));

        handler.onPong(payload);

        assertThat(rooms.calls).endsWith("probed room peer 1");
    }

    @Test
    void refusesAndClosesAsTheRoomSays() {
        handler.onBinary(AUTH);
        rooms.outbox().refused("peer not found");
        rooms.outbox().close(1011, "late");
        socket.runTasks();

        assertThat(socket.frames).containsExactly("close 1000 peer not found");
    }

    @Test
    void closesASocketWhoseEventLoopLagsBehind() {
        handler.onBinary(AUTH);
        rooms.outbox().admitted();
        for (int i = 0; i < 2 * PeerOutboxQueue.MAX_PENDING; i++) {
            rooms.outbox().send(new PeerEvent.EndpointRemoved("x"));
        }
        assertThat(socket.tasks).hasSize(PeerOutboxQueue.MAX_PENDING + 1);

        socket.runTasks();
        rooms.outbox().send(new PeerEvent.EndpointRemoved("y"));

        assertThat(socket.tasks).isEmpty();
        assertThat(socket.frames)
                .hasSize(PeerOutboxQueue.MAX_PENDING + 1)
                .last()
                .isEqualTo("close 1011 Internal server error");
    }

    @Test
    void readsNoMoreOfAPeerThatFloodsUntilItsRoomIsThroughWithWhatItSaid() {
        handler.onBinary(AUTH);
        rooms.outbox().admitted();
        socket.runTasks();
        for (int said = 1; said <= PeerSocketEndpoint.MAX_WAITING; said++) {
            handler.onBinary(connect());
            assertThat(socket.isRead).isTrue();
        }
        // What one read brought beyond that.
        for (int more = 0; more < 2; more++) {
            handler.onBinary(connect());
            assertThat(socket.isRead).isFalse();
        }
        assertThat(rooms.waiting).hasSize(PeerSocketEndpoint.MAX_WAITING);

        workOffOne();
        assertThat(rooms.waiting).hasSize(PeerSocketEndpoint.MAX_WAITING);
        assertThat(socket.isRead).isFalse();
        workOffOne();
        assertThat(rooms.waiting).hasSize(PeerSocketEndpoint.MAX_WAITING);
        assertThat(socket.isRead).isTrue();
        workOffOne();
        assertThat(rooms.waiting).hasSize(PeerSocketEndpoint.MAX_WAITING - 1);
        assertThat(socket.frames).containsExactly("binary 0a00");
    }

    private void workOffOne() {
        rooms.waiting.remove().run();
        socket.runTasks();
    }

    private static byte[] connect() {
        return PeerMessage.newBuilder()
                .setMediaEvent(PeerMessage.MediaEvent.newBuilder().setData("{\"type\":\"connect\"}"))
                .build()
                .toByteArray();
    }

    /** Writes down what reaches the rooms. */
    private static final class FakePeerRooms implements PeerRooms {
        final List<String> calls = new ArrayList<>();
        final Deque<Runnable> waiting = new ArrayDeque<>();
        private @Nullable PeerOutbox outbox;

        PeerOutbox outbox() {
            return java.util.Objects.requireNonNull(outbox);
        }

        @Override
        public void enter(RoomId room, PeerId peer, ConnectionId connection, Dialect dialect, PeerOutbox outbox) {
            this.outbox = outbox;
            calls.add("enter " + room + " " + peer + " " + connection.value() + " " + dialect);
        }

        @Override
        public void command(
                RoomId room, PeerId peer, ConnectionId connection, PeerCommand command, Runnable workedOff) {
            waiting.add(workedOff);
            calls.add("command " + room + " " + peer + " " + connection.value() + " " + command);
        }

        @Override
        public void probeAnswered(RoomId room, PeerId peer, ConnectionId connection) {
            calls.add("probed " + room + " " + peer + " " + connection.value());
        }

        @Override
        public void closed(RoomId room, PeerId peer, ConnectionId connection, EndReason reason) {
            calls.add("closed " + room + " " + peer + " " + connection.value() + " " + reason);
        }
    }
}
