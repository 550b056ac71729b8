package dev.ephyra.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ephyra.testkit.RestClient;
import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.ServerProcess;
import dev.ephyra.testkit.StreamClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
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
                assertThat(KnownRooms.of(client.told()).peersByRoom())
                        .as("seed " + SEED)
                        .isEqualTo(shown);
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
}
