package dev.ephyra.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ephyra.testkit.RestClient;
import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.ServerProcess;
import dev.ephyra.testkit.StreamClient;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.delivery.PeerState;
import dev.ephyra.wire.delivery.RoomState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots of a running server while its rooms come, change and go. */
@Timeout(120)
class StreamSnapshotTest {
    private static final long SEED = 26_072_026;
    private static final int WORKERS = 4;
    private static final int ROOMS_OF_WORKER = 60;
    private static final int SNAPSHOTS = 25;
    private static final Duration TOLD = Duration.ofSeconds(30);

    @TempDir
    Path home;

    /** What a subscriber knows of one incarnation of a room. */
    private record Known(String room, long seq, Set<String> peers) {}

    @Test
    void aSnapshotAndWhatFollowsAreTheRoomsThatRestShows() throws IOException {
        AtomicBoolean loading = new AtomicBoolean(true);
        Phaser workers = new Phaser(1);
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home));
                RestClient rest = server.rest()) {
            for (int worker = 0; worker < WORKERS; worker++) {
                churn(rest, "w" + worker + "n", new Random(SEED + worker), loading, workers);
            }
            StreamClient[] clients = new StreamClient[SNAPSHOTS];
            for (int n = 0; n < SNAPSHOTS; n++) {
                clients[n] = StreamClient.open(
                        server.port(), request -> request.setMeta(true).setSnapshot(true));
                int more = 40;
                clients[n].await("some more", TOLD, all -> all.size() > more);
            }
            loading.set(false);
            workers.arriveAndAwaitAdvance();
            assertThat(rest.createRoom("{\"roomId\":\"last\"}").isSuccess()).isTrue();
            Map<String, Set<String>> shown = shown(rest);
            for (StreamClient client : clients) {
                client.await(
                        "the last room",
                        TOLD,
                        all -> all.stream()
                                .anyMatch(message ->
                                        message.getRoomCreated().getRoomId().equals("last")));
                assertThat(rooms(client.told())).as("seed " + SEED).isEqualTo(shown);
                client.close();
            }
        }
    }

    private static void churn(RestClient rest, String prefix, Random random, AtomicBoolean loading, Phaser workers) {
        workers.register();
        Thread.ofVirtual().start(() -> {
            while (loading.get()) {
                String room = prefix + random.nextInt(ROOMS_OF_WORKER);
                switch (random.nextInt(4)) {
                    case 0 -> rest.delete("/room/" + room);
                    case 1 -> rest.createRoom("{\"roomId\":\"" + room + "\"}");
                    default -> rest.addPeer(room);
                }
            }
            workers.arriveAndDeregister();
        });
    }

    private static Map<String, Set<String>> shown(RestClient rest) {
        Map<String, Set<String>> rooms = new TreeMap<>();
        for (JsonNode room : rest.get("/room").data()) {
            Set<String> peers = new TreeSet<>();
            room.path("peers").forEach(peer -> peers.add(peer.path("id").asText()));
            rooms.put(room.path("id").asText(), peers);
        }
        return rooms;
    }

    /** The rooms as a subscriber builds them, who takes nothing for granted: each notification must be the next one. */
    private static Map<String, Set<String>> rooms(List<ServerMessage> told) {
        Map<String, Known> known = new HashMap<>();
        for (ServerMessage message : told) {
            if (message.hasRoomsSnapshot()) {
                message.getRoomsSnapshot().getRoomsList().forEach(room -> known.put(room.getRoomEpoch(), known(room)));
            } else {
                apply(known, message);
            }
        }
        Map<String, Set<String>> rooms = new TreeMap<>();
        known.values()
                .forEach(
                        room -> assertThat(rooms.put(room.room(), room.peers())).isNull());
        return rooms;
    }

    private static Known known(RoomState room) {
        Set<String> peers = new TreeSet<>();
        room.getPeersList().stream().map(PeerState::getPeerId).forEach(peers::add);
        return new Known(room.getRoomId(), room.getRoomSeq(), peers);
    }

    private static void apply(Map<String, Known> known, ServerMessage message) {
        String epoch = message.getMeta().getRoomEpoch();
        long seq = message.getMeta().getRoomSeq();
        Known before = known.get(epoch);
        assertThat(seq).as("%s after %s", message, before).isEqualTo(before == null ? 1 : before.seq() + 1);
        Set<String> peers = before == null ? new TreeSet<>() : before.peers();
        if (message.hasPeerAdded()) {
            peers.add(message.getPeerAdded().getPeerId());
        } else if (message.hasPeerDeleted()) {
            peers.remove(message.getPeerDeleted().getPeerId());
        }
        if (message.hasRoomDeleted()) {
            known.remove(epoch);
        } else {
            String room = before == null ? message.getRoomCreated().getRoomId() : before.room();
            known.put(epoch, new Known(room, seq, peers));
        }
    }
}
