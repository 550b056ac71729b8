package dev.ephyra.server.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.journal.FileDisk;
import dev.ephyra.journal.GroupCommitJournal;
import dev.ephyra.journal.Journal;
import dev.ephyra.journal.JournalClock;
import dev.ephyra.journal.JournalOptions;
import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.metrics.EndpointFigures;
import dev.ephyra.notify.record.EventCodec;
import dev.ephyra.notify.record.NotificationEncoder;
import dev.ephyra.notify.socket.FrameRing;
import dev.ephyra.notify.socket.RestartNotices;
import dev.ephyra.notify.socket.TokenCheck;
import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.EndReason;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.RoomId;
import dev.ephyra.server.rooms.RoomDirectory;
import dev.ephyra.wire.ServerMessage;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
final class ServerSocketEndpointTest {
    private static final RoomId CRASHED = new RoomId("crashed");
    private static final int LARGE = 1 << 20;

    private final Vertx vertx = Vertx.vertx();
    private final FrameRing ring = new FrameRing(LARGE, 16 << 10);
    private final RestartNotices notices = new RestartNotices(
            List.of(NotificationEncoder.encode(CRASHED, new RoomEvent.RoomCrashed(EndReason.NODE_RESTARTED, ""))),
            System.nanoTime());
    private final FanOut fanOut = new FanOut(ring, notices, 1);
    private final MetricsFeed metrics = new MetricsFeed(fanOut, FigureSource.NONE);
    private final OpenSockets sockets = new OpenSockets(250);
    private ServerSocketEndpoint endpoint;
    private Journal journal;
    private int port;
    private long offset;

    @BeforeEach
    void listen(@TempDir Path folder) throws Exception {
        // Subscribers of Fishjam's kind are fed by the fan-out alone: the journal stays empty.
        journal = GroupCommitJournal.open(FileDisk.open(folder), JournalOptions.defaults(), JournalClock.system());
        Streams streams = new Streams(
                journal, new RoomDirectory(List.of()), new StreamWakeups(), new MemoryPositions(), event -> {});
        endpoint =
                new ServerSocketEndpoint(ServerSocketEndpointTest::check, fanOut, streams, System::nanoTime, sockets);
        HttpServer server = vertx.createHttpServer().requestHandler(endpoint::accept);
        port = server.listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS)
                .actualPort();
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
        journal.close();
    }

    @Test
    void answersPipelinedRequestsThenTheRestartThenEvents() throws IOException {
        try (RawClient client = client()) {
            client.send(ClientFrames.binary(auth("secret")), ClientFrames.binary(subscribe(1)));

            assertThat(client.receive().payload()).isEqualTo(new byte[] {0x32, 0});
            assertThat(client.receive().payload()).isEqualTo(new byte[] {0x4a, 2, 8, 1});
            publish(1, 20);
            assertThat(message(client).getRoomCrashed().getRoomId()).isEqualTo("crashed");
            assertThat(message(client).getPeerAdded().getPeerId()).isEqualTo("1");
            assertThat(message(client).getPeerAdded().getPeerId()).isEqualTo("2");
        }
    }

    @Test
    void closesWrongTokensAndText() throws IOException {
        try (RawClient wrong = client();
                RawClient text = client()) {
            wrong.send(ClientFrames.binary(auth("wrong")));
            text.send(ClientFrames.text("hello"));

            RawClient.Received refused = wrong.receive();
            assertThat(refused.closeCode()).isEqualTo(1000);
            assertThat(refused.closeReason()).isEqualTo("invalid token");
            RawClient.Received disallowed = text.receive();
            assertThat(disallowed.closeCode()).isEqualTo(1003);
            assertThat(disallowed.closeReason()).isEqualTo("operation not allowed");
            wrong.send(ClientFrames.close(1000, ""));
            assertThat(wrong.isEnded()).isTrue();
            // Without an answer to its close frame the server waits 2 s, no longer.
            assertThat(text.isEnded()).isTrue();
        }
    }

    @Test
    void answersAClientsCloseAndEnds() throws IOException {
        try (RawClient client = subscriber()) {
            client.send(ClientFrames.close(1001, "bye"));

            assertThat(client.receive().closeCode()).isEqualTo(1001);
            assertThat(client.isEnded()).isTrue();
            awaitConnections(0);
            assertThat(fanOut.notificationSubscribers()).isZero();
        }
    }

    @Test
    void endsAProtocolErrorWithItsCode() throws IOException {
        try (RawClient client = client()) {
            client.send(new byte[] {(byte) 0x82, 0});

            assertThat(client.receive().closeCode()).isEqualTo(1002);
        }
    }

    @Test
    void refusesOtherVersions() throws IOException {
        try (RawClient client = new RawClient(port, LARGE)) {
            assertThat(client.upgrade("8")).contains(" 426 ");
            // The client never closes: a refused connection must end all the same.
            assertThat(client.skipToEnd()).isGreaterThan(0);
        }
        awaitConnections(0);
    }

    @Test
    void serves200HalfOpenSocketsAndOneThatWorks() throws IOException {
        List<RawClient> halfOpen = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                halfOpen.add(client());
            }
            try (RawClient client = subscriber()) {
                publish(1, 20);
                assertThat(message(client).getPeerAdded().getPeerId()).isEqualTo("1");
            }
        } finally {
            for (RawClient client : halfOpen) {
                client.close();
            }
        }
        awaitConnections(0);
    }

    @Test
    void refusesConnectionsBeyondItsLimit() throws IOException {
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 250; i++) {
                clients.add(client());
            }
            try (RawClient late = new RawClient(port, LARGE)) {
                assertThat(late.upgrade("13")).contains(" 503 ");
            }
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void closesASlowReaderWhileOthersGetEverythingInOrder() throws IOException {
        int count = 40_000;
        try (RawClient slow = new RawClient(port, 4096);
                RawClient fast = subscriber()) {
            assertThat(slow.upgrade("13")).contains(" 101 ");
            slow.send(ClientFrames.binary(auth("secret")), ClientFrames.binary(subscribe(1)));
            slow.receive();
            slow.receive();
            slow.receive();

            // 200 B each: 8 MB, more than the ring and the socket buffers of the slow one together.
            for (int sent = 0; sent < count; sent += 1000) {
                publish(1000, 180);
                for (int i = 1; i <= 1000; i++) {
                    assertThat(message(fast).getPeerAdded().getPeerId()).isEqualTo(String.valueOf(sent + i));
                }
            }

            int expected = 0;
            RawClient.Received received = slow.receive();
            while (received.opcode() == 2) {
                expected++;
                ServerMessage message = ServerMessage.parseFrom(received.payload());
                assertThat(message.getPeerAdded().getPeerId()).isEqualTo(String.valueOf(expected));
                received = slow.receive();
            }
            assertThat(received.closeCode()).isEqualTo(4008);
            assertThat(received.closeReason()).isEqualTo("slow: fell behind by more than the buffer, subscribe again");
            assertThat(expected).isBetween(1, count - 1);
            assertThat(fanOut.slowCloses()).isEqualTo(1);
        }
    }

    @Test
    void closesWhoSubscribedBeforeALossAndNobodyElse() throws IOException {
        try (RawClient client = subscriber()) {
            publish(2, 20);
            message(client);
            message(client);
            fanOut.onLost(offset + 1, offset + 5);
            offset += 5;
            publish(2, 20);

            RawClient.Received end = client.receive();
            assertThat(end.closeCode()).isEqualTo(4008);
            assertThat(end.closeReason()).isEqualTo("events lost, subscribe again");
        }
        try (RawClient again = subscriber()) {
            publish(2, 20);
            assertThat(message(again).getPeerAdded().getPeerId()).isEqualTo("10");
        }
    }

    @Test
    void sendsWhatIsDueBeforeItShutsDown() throws Exception {
        try (RawClient busy = subscriber();
                RawClient silent = client()) {
            // 100 B each: half of the ring, and more than one turn sends.
            publish(5_000, 60);
            sockets.shutDown();

            for (int i = 1; i <= 5_000; i++) {
                assertThat(message(busy).getPeerAdded().getPeerId()).isEqualTo(String.valueOf(i));
            }
            RawClient.Received last = busy.receive();
            assertThat(last.closeCode()).isEqualTo(1001);
            assertThat(last.closeReason()).isEqualTo("server shutting down");
            assertThat(silent.receive().closeCode()).isEqualTo(1001);
            try (RawClient late = new RawClient(port, LARGE)) {
                assertThat(late.upgrade("13")).contains(" 503 ");
            }
            busy.send(ClientFrames.close(1001, ""));
            // The silent one does not answer its close frame and is ended after 2 s.
            assertThat(sockets.awaitEnd(4_000)).isZero();
        }
    }

    @Test
    void sendsTheLatestMetricsReport() throws IOException {
        try (RawClient client = client()) {
            client.send(ClientFrames.binary(auth("secret")), ClientFrames.binary(subscribe(2)));
            client.receive();
            client.receive();
            metrics.onRecords(List.of(record(new RoomEvent.PeerConnected(new PeerId("p"), new ConnectionId(1)), 0)));
            metrics.tick(Runnable::run);

            assertThat(message(client).getMetricsReport().getMetrics())
                    .isEqualTo("{\"room_id=r\":{\"endpoint_id=p\":{\"endpoint.metadata\":null}}}");
        }
    }

    @Test
    void reportsWhoIsConnectedWhenMediaDoNotAnswerOrBreak() throws IOException {
        MetricsFeed unanswered = new MetricsFeed(fanOut, _ -> new CompletableFuture<>());
        MetricsFeed broken =
                new MetricsFeed(fanOut, _ -> CompletableFuture.failedFuture(new IllegalStateException("broken")));
        try (RawClient client = client()) {
            client.send(ClientFrames.binary(auth("secret")), ClientFrames.binary(subscribe(2)));
            client.receive();
            client.receive();
            unanswered.onRecords(List.of(record(new RoomEvent.PeerConnected(new PeerId("p"), new ConnectionId(1)), 0)));
            unanswered.tick(Runnable::run);
            unanswered.tick(Runnable::run);
            assertThat(message(client).getMetricsReport().getMetrics()).contains("endpoint_id=p");

            broken.tick(Runnable::run);
            assertThat(message(client).getMetricsReport().getMetrics()).isEqualTo("{}");
        }
    }

    @Test
    void waitsForMediaUntilTheDeadlineOnly() throws IOException {
        List<CompletableFuture<Map<ConnectionId, EndpointFigures>>> asked = new CopyOnWriteArrayList<>();
        FigureSource silent = _ -> {
            CompletableFuture<Map<ConnectionId, EndpointFigures>> never = new CompletableFuture<>();
            asked.add(never);
            return never;
        };
        MetricsFeed feed = new MetricsFeed(fanOut, silent, Duration.ofMillis(1));
        try (RawClient client = client()) {
            client.send(ClientFrames.binary(auth("secret")), ClientFrames.binary(subscribe(2)));
            client.receive();
            client.receive();
            feed.tick(Runnable::run);
            assertThat(message(client).getMetricsReport().getMetrics()).isEqualTo("{}");

            feed.tick(Runnable::run);
            assertThat(message(client).getMetricsReport().getMetrics()).isEqualTo("{}");
            assertThat(asked).hasSize(2);
        }
    }

    private static TokenCheck.Verdict check(String token, String remoteAddress, long nowNanos) {
        return token.equals("secret") ? TokenCheck.Verdict.ACCEPTED : TokenCheck.Verdict.WRONG;
    }

    private RawClient client() throws IOException {
        RawClient client = new RawClient(port, LARGE);
        assertThat(client.upgrade("13")).contains(" 101 ");
        return client;
    }

    /** A client that has had everything before the events. */
    private RawClient subscriber() throws IOException {
        RawClient client = client();
        client.send(ClientFrames.binary(auth("secret")), ClientFrames.binary(subscribe(1)));
        client.receive();
        client.receive();
        assertThat(message(client).hasRoomCrashed()).isTrue();
        return client;
    }

    private void publish(int count, int roomChars) {
        List<JournalRecord> records = new ArrayList<>();
        for (int i = 0; i < Math.max(2, count); i++) {
            PeerId peer = new PeerId(String.valueOf(offset + 1));
            records.add(record(new RoomEvent.PeerAdded(peer, true), roomChars));
        }
        fanOut.onRecords(records);
    }

    private JournalRecord record(RoomEvent event, int roomChars) {
        offset++;
        byte[] notification = NotificationEncoder.encode(new RoomId("r".repeat(roomChars)), event);
        UUID epoch = new UUID(0, 1);
        return new JournalRecord(
                offset,
                "r",
                epoch,
                offset,
                new UUID(0, offset),
                0,
                JournalRecord.Lifecycle.CONTINUES,
                EventCodec.encode(event),
                notification);
    }

    private void awaitConnections(int count) {
        long startNanos = System.nanoTime();
        while (endpoint.connections() != count && System.nanoTime() - startNanos < 5_000_000_000L) {
            Thread.onSpinWait();
        }
        assertThat(endpoint.connections()).isEqualTo(count);
    }

    private static ServerMessage message(RawClient client) throws IOException {
        return ServerMessage.parseFrom(client.receive().payload());
    }

    private static byte[] auth(String token) {
        return ServerMessage.newBuilder()
                .setAuthRequest(ServerMessage.AuthRequest.newBuilder().setToken(token))
                .build()
                .toByteArray();
    }

    private static byte[] subscribe(int type) {
        return ServerMessage.newBuilder()
                .setSubscribeRequest(ServerMessage.SubscribeRequest.newBuilder().setEventTypeValue(type))
                .build()
                .toByteArray();
    }
}
