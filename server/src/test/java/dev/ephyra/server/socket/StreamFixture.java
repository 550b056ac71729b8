package dev.ephyra.server.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.journal.FileDisk;
import dev.ephyra.journal.GroupCommitJournal;
import dev.ephyra.journal.Journal;
import dev.ephyra.journal.JournalClock;
import dev.ephyra.journal.JournalException;
import dev.ephyra.journal.JournalOptions;
import dev.ephyra.notify.record.ServerEvent;
import dev.ephyra.notify.socket.FrameRing;
import dev.ephyra.notify.socket.RestartNotices;
import dev.ephyra.notify.socket.TokenCheck;
import dev.ephyra.room.EndReason;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.room.RoomConfig;
import dev.ephyra.room.RoomId;
import dev.ephyra.server.pump.Pump;
import dev.ephyra.server.rooms.RoomCount;
import dev.ephyra.server.rooms.RoomDirectory;
import dev.ephyra.server.rooms.RoomPorts;
import dev.ephyra.server.rooms.RoomThread;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.ServerMessage.SubscribeRequest;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Server sockets over a real journal in a folder, real rooms and a real port. */
final class StreamFixture {
    static final long STALL_NANOS = 500_000_000L;
    static final long HOUR_NANOS = 3_600_000_000_000L;
    static final String TOKEN = "secret";
    static final String BILLING = "billing-token";

    final Journal journal;
    final RoomDirectory rooms;
    final Streams streams;
    final FanOut fanOut;
    final OpenSockets sockets = new OpenSockets(250);
    final ConcurrentLinkedQueue<ServerEvent> health = new ConcurrentLinkedQueue<>();
    private final RoomThread thread;
    private final Pump pump;
    private final Vertx vertx = Vertx.vertx();
    private final int port;

    StreamFixture(Path folder, MemoryPositions positions) throws Exception {
        this(folder, positions, JournalOptions.defaults());
    }

    StreamFixture(Path folder, MemoryPositions positions, JournalOptions options) throws Exception {
        this(folder, positions, options, new Streams.Deadlines(STALL_NANOS, HOUR_NANOS));
    }

    StreamFixture(Path folder, MemoryPositions positions, JournalOptions options, Streams.Deadlines deadlines)
            throws Exception {
        journal = open(folder, options);
        thread = RoomThread.start(0, journal, new RoomCount(100_000), RoomPorts.NONE);
        rooms = new RoomDirectory(List.of(thread.loop()));
        StreamWakeups wakeups = new StreamWakeups();
        streams = new Streams(journal, rooms, wakeups, positions, health::add, deadlines);
        fanOut = new FanOut(
                new FrameRing(1 << 20, 16 << 10),
                new RestartNotices(List.of(), System.nanoTime()),
                journal.durable() + 1);
        pump = new Pump(journal, journal.durable() + 1, List.of(fanOut, wakeups));
        pump.start();
        ServerSocketEndpoint endpoint =
                new ServerSocketEndpoint(new Tokens(), fanOut, streams, System::nanoTime, sockets);
        port = vertx.createHttpServer()
                .requestHandler(endpoint::accept)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS)
                .actualPort();
    }

    private static Journal open(Path folder, JournalOptions options) throws JournalException {
        return GroupCommitJournal.open(FileDisk.open(folder), options, JournalClock.system());
    }

    private record Tokens() implements TokenCheck {
        @Override
        public Verdict check(String token, String remoteAddress, long nowNanos) {
            return token.equals(TOKEN) || token.equals(BILLING) ? Verdict.ACCEPTED : Verdict.WRONG;
        }

        @Override
        public Optional<String> consumer(String token) {
            return token.equals(BILLING) ? Optional.of("billing") : Optional.empty();
        }
    }

    void createRoom(String id) throws Exception {
        RoomConfig config = new RoomConfig(
                new RoomId(id),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalInt.empty());
        rooms.submit(new RoomId(id), new RoomCommand.CreateRoom(config, UUID.randomUUID()))
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);
    }

    /** Many at once, with as much metadata as a room may have. */
    void createRooms(int count) throws Exception {
        List<CompletionStage<?>> answers = new ArrayList<>();
        for (int n = 1; n <= count; n++) {
            RoomId id = new RoomId("room" + n);
            RoomConfig config = new RoomConfig(
                    id,
                    OptionalInt.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    OptionalInt.empty(),
                    OptionalInt.empty(),
                    new Metadata("{\"m\":\"" + "x".repeat(500) + "\"}"),
                    false);
            answers.add(rooms.submit(id, new RoomCommand.CreateRoom(config, UUID.randomUUID())));
            if (answers.size() >= 4_000) {
                await(answers);
            }
        }
        await(answers);
    }

    void addPeer(String room, String peer) throws Exception {
        rooms.submit(new RoomId(room), new RoomCommand.AddPeer(new PeerId(peer), false))
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);
    }

    /** Many at once: peers that are added and deleted again, {@code count} notifications in all. */
    void addPeers(String room, int from, int count) throws Exception {
        List<CompletionStage<?>> answers = new ArrayList<>();
        for (int n = 0; n < count / 2; n++) {
            PeerId peer = new PeerId("p" + (from + n));
            answers.add(rooms.submit(new RoomId(room), new RoomCommand.AddPeer(peer, false)));
            answers.add(rooms.submit(new RoomId(room), new RoomCommand.DeletePeer(peer)));
            if (answers.size() >= 4_000) {
                await(answers);
            }
        }
        await(answers);
    }

    private static void await(List<CompletionStage<?>> answers) throws Exception {
        for (CompletionStage<?> answer : answers) {
            answer.toCompletableFuture().get(5, TimeUnit.SECONDS);
        }
        answers.clear();
    }

    void deleteRoom(String room) throws Exception {
        rooms.submit(new RoomId(room), new RoomCommand.DeleteRoom(EndReason.ROOM_DELETED))
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);
    }

    /** A client that is authenticated and has subscribed; its next frame is the answer. */
    RawClient subscriber(String token, int receiveBufferBytes, Consumer<SubscribeRequest.Builder> request)
            throws IOException {
        RawClient client = new RawClient(port, receiveBufferBytes);
        assertThat(client.upgrade("13")).contains(" 101 ");
        client.send(ClientFrames.binary(auth(token)), ClientFrames.binary(subscribe(request)));
        assertThat(client.receive().payload()).isEqualTo(new byte[] {0x32, 0});
        return client;
    }

    RawClient subscriber(Consumer<SubscribeRequest.Builder> request) throws IOException {
        return subscriber(TOKEN, 1 << 20, request);
    }

    static ServerMessage message(RawClient client) throws IOException {
        RawClient.Received received = client.receive();
        assertThat(received.opcode()).as("a message").isEqualTo(2);
        return ServerMessage.parseFrom(received.payload());
    }

    static byte[] ack(String cursor) {
        return ServerMessage.newBuilder()
                .setAck(dev.ephyra.wire.delivery.Ack.newBuilder().setCursor(cursor))
                .build()
                .toByteArray();
    }

    static byte[] auth(String token) {
        return ServerMessage.newBuilder()
                .setAuthRequest(ServerMessage.AuthRequest.newBuilder().setToken(token))
                .build()
                .toByteArray();
    }

    static byte[] subscribe(Consumer<SubscribeRequest.Builder> request) {
        SubscribeRequest.Builder subscribe =
                SubscribeRequest.newBuilder().setEventType(ServerMessage.EventType.EVENT_TYPE_SERVER_NOTIFICATION);
        request.accept(subscribe);
        return ServerMessage.newBuilder().setSubscribeRequest(subscribe).build().toByteArray();
    }

    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
        pump.stop();
        thread.stop();
        journal.close();
    }
}
