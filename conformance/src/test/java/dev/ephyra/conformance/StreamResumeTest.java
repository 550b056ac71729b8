package dev.ephyra.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.testkit.RestClient;
import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.ServerProcess;
import dev.ephyra.testkit.SocketEnd;
import dev.ephyra.testkit.StreamClient;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.delivery.EventMeta;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Resumable subscriptions against a running server: cuts at random, kill -9, foreign cursors, a client that does not read. */
@Timeout(180)
class StreamResumeTest {
    private static final long SEED = 5_072_026;
    private static final int CUTS = 300;
    private static final Duration TOLD = Duration.ofSeconds(40);

    /** As much as a room may have, so that each notification with its identity takes 900 B. */
    private static final String METADATA = "{\"note\":\"" + "m".repeat(490) + "\"}";

    @TempDir
    Path home;

    @Test
    void cutsAtRandomLoseNothingAndRepeatNothing() throws IOException {
        Random random = new Random(SEED);
        AtomicBoolean loading = new AtomicBoolean(true);
        Phaser workers = new Phaser(1);
        List<ServerMessage> told = new ArrayList<>();
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home));
                RestClient rest = server.rest()) {
            String cursor;
            try (StreamClient first = StreamClient.open(server.port(), request -> request.setMeta(true))) {
                cursor = first.cursor();
            }
            for (int worker = 0; worker < 3; worker++) {
                load(rest, "w" + worker + "n", loading, workers);
            }
            for (int cut = 0; cut < CUTS; cut++) {
                String from = cursor;
                try (StreamClient client = StreamClient.open(
                        server.port(), request -> request.setMeta(true).setResumeCursor(from))) {
                    assertThat(client.response().getRecovered()).isTrue();
                    int enough = random.nextInt(20);
                    client.await("some", TOLD, all -> all.size() >= enough);
                    List<ServerMessage> heard = client.told();
                    told.addAll(heard);
                    cursor = heard.isEmpty() ? from : heard.getLast().getMeta().getCursor();
                }
            }
            loading.set(false);
            workers.arriveAndAwaitAdvance();
            assertThat(rest.createRoom("{\"roomId\":\"last\"}").isSuccess()).isTrue();
            String from = cursor;
            try (StreamClient client = StreamClient.open(
                    server.port(), request -> request.setMeta(true).setResumeCursor(from))) {
                client.await("the last room", TOLD, all -> isTold(all, "last"));
                told.addAll(client.told());
            }
        }
        assertThat(told).hasSizeGreaterThan(CUTS);
        assertComplete(told);
    }

    @Test
    void resumesOverAKillAndHearsOfTheRoomsThatCrashed() throws IOException {
        List<ServerMessage> told = new ArrayList<>();
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home));
                RestClient rest = server.rest()) {
            StreamClient before = StreamClient.open(server.port(), request -> request.setMeta(true));
            for (String room : List.of("a", "b", "c")) {
                assertThat(rest.createRoom("{\"roomId\":\"" + room + "\"}").isSuccess())
                        .isTrue();
            }
            before.await("all three", TOLD, all -> all.size() == 3);
            // It dies having processed one of three.
            told.add(before.told().getFirst());
            server.kill();
            before.close();
            server.restart();
            String cursor = told.getLast().getMeta().getCursor();
            try (StreamClient after = StreamClient.open(
                    server.port(), request -> request.setMeta(true).setResumeCursor(cursor))) {
                assertThat(after.response().getRecovered()).isTrue();
                after.await("every crash", TOLD, all -> count(all, ServerMessage::hasRoomCrashed) == 3);
                told.addAll(after.told());
            }
        }
        assertThat(told).hasSize(6);
        assertThat(told.subList(3, 6))
                .allMatch(message -> message.getMeta().getReason().equals("node_restarted"));
        assertComplete(told);
    }

    @Test
    void aCursorOfAnotherServerIsNeverBelieved() throws IOException {
        String foreign;
        try (ServerProcess other = ServerProcess.start(ServerOptions.in(home.resolve("other")));
                StreamClient client = StreamClient.open(other.port(), request -> request.setMeta(true))) {
            foreign = client.cursor();
        }
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home.resolve("this")));
                RestClient rest = server.rest()) {
            rest.createRoom("{\"roomId\":\"old\"}");
            for (String cursor : List.of(foreign, "", foreign.substring(0, 20), foreign + foreign)) {
                try (StreamClient client = StreamClient.open(
                        server.port(),
                        request -> request.setMeta(true).setSnapshot(true).setResumeCursor(cursor))) {
                    assertThat(client.response().getRecovered()).as(cursor).isFalse();
                    client.await("the rooms instead", TOLD, all -> !all.isEmpty());
                    assertThat(client.told()
                                    .getFirst()
                                    .getRoomsSnapshot()
                                    .getRooms(0)
                                    .getRoomId())
                            .isEqualTo("old");
                }
            }
        }
    }

    @Test
    void aClientThatDoesNotReadIsClosedAndGoesOnWhereItIsTold() throws IOException {
        int peers = 4_000;
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home));
                RestClient rest = server.rest();
                StreamClient stalled = StreamClient.open(server.port(), request -> request.setMeta(true))) {
            stalled.socket().stopReading();
            fill(rest, peers);
            server.await("the stall is noticed", TOLD, () -> server.log().contains("its socket took nothing for"));
            stalled.socket().readOn();
            SocketEnd end = stalled.socket().awaitEnd(TOLD);
            assertThat(end.code()).isEqualTo(4008);
            assertThat(end.reason()).startsWith("slow, resume from ");
            String cursor = end.reason().substring("slow, resume from ".length());
            List<ServerMessage> told = new ArrayList<>(stalled.told());
            assertThat(cursor).isEqualTo(told.getLast().getMeta().getCursor());
            try (StreamClient again = StreamClient.open(
                    server.port(), request -> request.setMeta(true).setResumeCursor(cursor))) {
                again.await("the rest", TOLD, all -> isTold(all, "last"));
                told.addAll(again.told());
            }
            assertComplete(told);
        }
    }

    /** Rooms that are made, filled and deleted, more bytes than the buffers between two processes hold. */
    private static void fill(RestClient rest, int peers) {
        Phaser workers = new Phaser(1);
        for (int worker = 0; worker < 4; worker++) {
            workers.register();
            String room = "full" + worker;
            Thread.ofVirtual().start(() -> {
                rest.createRoom("{\"roomId\":\"" + room + "\",\"metadata\":" + METADATA + "}");
                for (int peer = 0; peer < peers; peer++) {
                    rest.addPeer(room);
                }
                rest.delete("/room/" + room);
                workers.arriveAndDeregister();
            });
        }
        workers.arriveAndAwaitAdvance();
        rest.createRoom("{\"roomId\":\"last\"}");
    }

    private static void load(RestClient rest, String prefix, AtomicBoolean loading, Phaser workers) {
        workers.register();
        Thread.ofVirtual().start(() -> {
            for (int n = 0; loading.get(); n++) {
                String room = prefix + n % 3;
                rest.createRoom("{\"roomId\":\"" + room + "\"}");
                rest.addPeer(room);
                rest.delete("/room/" + room);
            }
            workers.arriveAndDeregister();
        });
    }

    /** Each room's notifications from its first to its last one, once, in order, one incarnation after the other. */
    private static void assertComplete(List<ServerMessage> told) {
        Map<String, Long> seqs = new HashMap<>();
        Set<String> ids = new HashSet<>();
        for (ServerMessage message : told) {
            EventMeta meta = message.getMeta();
            assertThat(ids.add(meta.getEventId())).as("repeated: " + message).isTrue();
            long before = seqs.getOrDefault(meta.getRoomEpoch(), 0L);
            assertThat(meta.getRoomSeq()).as("seed " + SEED + ": " + message).isEqualTo(before + 1);
            seqs.put(meta.getRoomEpoch(), meta.getRoomSeq());
        }
    }

    private static boolean isTold(List<ServerMessage> all, String room) {
        return all.stream()
                .anyMatch(message -> message.getRoomCreated().getRoomId().equals(room));
    }

    private static long count(List<ServerMessage> all, Predicate<ServerMessage> kind) {
        return all.stream().filter(kind).count();
    }
}
