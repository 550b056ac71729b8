package dev.ephyra.conformance.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.conformance.LiveHeap;
import dev.ephyra.testkit.Notification;
import dev.ephyra.testkit.RestClient;
import dev.ephyra.testkit.RoomModel;
import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.ServerProcess;
import dev.ephyra.testkit.SocketEnd;
import dev.ephyra.testkit.StreamClient;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.ServerMessage.SubscribeResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;

/** Subscribers of the server socket that are cut off, stand still or lie about where they were. */
class StreamCampaignTest {
    private static final Duration TOLD = Duration.ofSeconds(60);
    // Members of rooms without a webhook.
    private static final String PLAIN = "\"maxPeers\":9";
    private static final int WORKERS = 4;

    @TempDir
    Path home;

    private final RoomModel model = new RoomModel();
    private final StreamLedger ledger = new StreamLedger();

    @CampaignRow(value = 24, fault = "a subscriber is cut off at random and resumes")
    void cutsLoseNothing(RowRecord row) throws IOException {
        Random random = new Random(row.seed());
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home));
                RestClient rest = server.rest()) {
            String cursor = head(server);
            RoomLoad load = new RoomLoad(rest, model, _ -> PLAIN).start("w", WORKERS, row.seed());
            for (int cut = 0; cut < CampaignScale.count(1_000, 100); cut++) {
                cursor = hear(server, cursor, random.nextInt(20));
                row.runs(1);
            }
            load.stop();
            hearTheRest(server, rest, cursor, row);
        }
        finish(row);
    }

    @CampaignRow(value = 25, fault = "kill -9 and restart between disconnect and resume")
    void resumesOverRestarts(RowRecord row) throws IOException {
        Random random = new Random(row.seed());
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home));
                RestClient rest = server.rest()) {
            String cursor = head(server);
            for (int round = 0; round < CampaignScale.count(20, 3); round++) {
                RoomLoad load = new RoomLoad(rest, model, _ -> PLAIN).start("r" + round, WORKERS, row.seed() + round);
                cursor = hear(server, cursor, 50 + random.nextInt(200));
                server.kill();
                load.join();
                model.killed();
                server.restart();
                row.runs(1);
            }
            hearTheRest(server, rest, cursor, row);
        }
        finish(row);
    }

    @CampaignRow(value = 25, fault = "cursors of another log, empty, cut short, forged or beyond the head")
    void neverBelievesAForgedCursor(RowRecord row) throws IOException {
        Random random = new Random(row.seed());
        try (ServerProcess other = ServerProcess.start(ServerOptions.in(home.resolve("other")));
                ServerProcess server = ServerProcess.start(ServerOptions.in(home.resolve("this")));
                RestClient rest = server.rest()) {
            String own = head(server);
            assertThat(rest.createRoom("{\"roomId\":\"there\"}").isSuccess()).isTrue();
            List<String> wrong = List.of(head(other), "", own.substring(0, own.length() - 3), own + own, "\u0000");
            for (int i = 0; i < CampaignScale.count(500, 60); i++) {
                String cursor = i < wrong.size() ? wrong.get(i) : mutated(own, random);
                row.runs(1);
                try (StreamClient client = StreamClient.open(
                        server.port(),
                        request -> request.setMeta(true).setSnapshot(true).setResumeCursor(cursor))) {
                    // A change may happen to give a place that this log has; then everything after it must come.
                    if (client.response().getRecovered()) {
                        client.await("the room", TOLD, all -> all.stream().anyMatch(ServerMessage::hasRoomCreated));
                        row.events(1);
                    } else {
                        client.await("a snapshot", TOLD, all -> all.stream().anyMatch(m -> m.hasRoomsSnapshot()));
                    }
                }
            }
        }
    }

    private static String mutated(String cursor, Random random) {
        StringBuilder changed = new StringBuilder(cursor);
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            changed.setCharAt(random.nextInt(changed.length()), (char) ('0' + random.nextInt(75)));
        }
        return changed.toString();
    }

    @CampaignRow(value = 25, fault = "the records after a cursor expired")
    void saysExactlyWhatExpired(RowRecord row) throws IOException {
        ServerOptions options = ServerOptions.in(home).with("EPHYRA_RETENTION_BYTES", "1");
        try (ServerProcess server = ServerProcess.start(options);
                RestClient rest = server.rest()) {
            String old = head(server);
            // A segment has 128 MiB; a change is kept twice, as event and as notification.
            try (LoudPeers _ = new LoudPeers(server, rest, 20, 60_000)) {
                server.await(
                        "retention",
                        Duration.ofMinutes(3),
                        () -> missing(server, old).hasMissing());
            }
            assertThat(rest.createRoom("{\"roomId\":\"last\"}").isSuccess()).isTrue();
            SubscribeResponse response = missing(server, old);
            row.runs(1);
            assertThat(response.getRecovered()).isFalse();
            long gone = response.getMissing().getRecords();
            row.measured("records that expired", Long.toString(gone));
            try (StreamClient remains = StreamClient.open(
                    server.port(), request -> request.setMeta(true).setResumeCursor(response.getOldestCursor()))) {
                assertThat(remains.response().getRecovered()).isTrue();
                remains.await("the last room", TOLD, StreamCampaignTest::endsWithLast);
                List<ServerMessage> told = remains.told();
                row.events(told.size());
                assertThat(gone).as("what is missing").isEqualTo(unseen(told));
            }
        }
    }

    private static boolean endsWithLast(List<ServerMessage> all) {
        return !all.isEmpty() && all.getLast().getRoomCreated().getRoomId().equals("last");
    }

    /** By the numbers of the rooms: how many events came before those told, which have no hole. */
    private static long unseen(List<ServerMessage> told) {
        Map<String, Long> first = new HashMap<>();
        Map<String, Long> last = new HashMap<>();
        for (ServerMessage message : told) {
            String epoch = message.getMeta().getRoomEpoch();
            long seq = message.getMeta().getRoomSeq();
            first.putIfAbsent(epoch, seq);
            Long before = last.put(epoch, seq);
            assertThat(seq).isEqualTo(before == null ? seq : before + 1);
        }
        return first.values().stream().mapToLong(seq -> seq - 1).sum();
    }

    private static SubscribeResponse missing(ServerProcess server, String cursor) {
        try (StreamClient client = StreamClient.open(
                server.port(), request -> request.setMeta(true).setResumeCursor(cursor))) {
            return client.response();
        } catch (IOException refused) {
            throw new AssertionError("not subscribed", refused);
        }
    }

    @CampaignRow(value = 27, fault = "a subscriber stops reading while much happens")
    void aStalledReaderCostsNothingAndGoesOn(RowRecord row) throws Exception {
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home));
                RestClient rest = server.rest();
                StreamClient stalled = StreamClient.open(server.port(), request -> request.setMeta(true))) {
            long grown;
            try (LoudPeers _ = new LoudPeers(server, rest, 20, 30_000)) {
                stalled.await("the first", TOLD, all -> all.size() >= 200);
                long before = LiveHeap.bytes(server);
                stalled.socket().stopReading();
                Pause.of(Duration.ofSeconds(6));
                grown = LiveHeap.bytes(server) - before;
                server.await("the stall is noticed", TOLD, () -> server.log().contains("its socket took nothing for"));
                // The server waits a moment for its last words to go out.
                stalled.socket().readOn();
            }
            SocketEnd end = stalled.socket().awaitEnd(TOLD);
            assertThat(end.code()).isEqualTo(4008);
            String cursor = end.reason().substring("slow, resume from ".length());
            ledger.add(stalled.told());
            assertThat(rest.createRoom("{\"roomId\":\"last\"}").isSuccess()).isTrue();
            long beganNanos = System.nanoTime();
            try (StreamClient client = StreamClient.open(
                    server.port(), request -> request.setMeta(true).setResumeCursor(cursor))) {
                client.await("the last room", TOLD, StreamCampaignTest::endsWithLast);
                row.recovered(Duration.ofNanos(System.nanoTime() - beganNanos));
                row.measured(
                        "events it had not read", Integer.toString(client.told().size()));
                // What was on its way when it was closed arrived after all; the cursor is from before it.
                List<ServerMessage> fresh = client.told().stream()
                        .filter(message -> !ledger.knows(message))
                        .toList();
                row.measured("told again", Integer.toString(client.told().size() - fresh.size()));
                ledger.add(fresh);
            }
            row.runs(1);
            row.measured("heap grown by", LiveHeap.megabytes(Math.max(0, grown)));
            row.note("peers change metadata of 30 KB: the bytes, not the number, of 50,000 small events a second");
            ledger.judge(row);
            assertThat(row.broken()).isEmpty();
            assertThat(grown).as("heap for a reader that does not read").isLessThan(64L << 20);
        }
    }

    @CampaignRow(value = 28, fault = "a subscriber never answers a ping")
    void aDeadSubscriberIsClosed(RowRecord row) throws IOException {
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home));
                RestClient rest = server.rest();
                StreamClient silent = StreamClient.open(server.port(), request -> request.setMeta(true))) {
            silent.socket().beSilent();
            long beganNanos = System.nanoTime();
            SocketEnd end = silent.socket().awaitEnd(Duration.ofSeconds(75));
            row.runs(1);
            row.recovered(Duration.ofNanos(System.nanoTime() - beganNanos));
            assertThat(end.code()).isEqualTo(1000);
            assertThat(end.reason()).isEqualTo("timeout");
            assertThat(rest.createRoom("{}").isSuccess()).isTrue();
            row.note(
                    "recovery is the time until it is closed; to the server a half-open connection is the same: no pong");
        }
    }

    private static String head(ServerProcess server) throws IOException {
        try (StreamClient client = StreamClient.open(server.port(), request -> request.setMeta(true))) {
            return client.cursor();
        }
    }

    /** Resumes, hears so many or more, and drops the connection; returns where to go on. */
    private String hear(ServerProcess server, String cursor, int enough) throws IOException {
        try (StreamClient client = StreamClient.open(
                server.port(), request -> request.setMeta(true).setResumeCursor(cursor))) {
            assertThat(client.response().getRecovered()).isTrue();
            client.await("some", TOLD, all -> all.size() >= enough);
            List<ServerMessage> told = client.told();
            ledger.add(told);
            return told.isEmpty() ? cursor : told.getLast().getMeta().getCursor();
        }
    }

    private void hearTheRest(ServerProcess server, RestClient rest, String cursor, RowRecord row) throws IOException {
        assertThat(rest.createRoom("{\"roomId\":\"last\"}").isSuccess()).isTrue();
        model.happened(Notification.roomCreated("last"));
        long beganNanos = System.nanoTime();
        try (StreamClient client = StreamClient.open(
                server.port(), request -> request.setMeta(true).setResumeCursor(cursor))) {
            client.await("the last room", TOLD, StreamCampaignTest::endsWithLast);
            ledger.add(client.told());
        }
        row.recovered(Duration.ofNanos(System.nanoTime() - beganNanos));
    }

    private void finish(RowRecord row) {
        ledger.judge(row, model);
        assertThat(row.broken()).as("seed " + row.seed()).isEmpty();
    }
}
