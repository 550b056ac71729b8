package dev.ephyra.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.testkit.Deliveries;
import dev.ephyra.testkit.Notification;
import dev.ephyra.testkit.RestClient;
import dev.ephyra.testkit.RoomModel;
import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.ServerProcess;
import dev.ephyra.testkit.ServerSocketClient;
import dev.ephyra.testkit.WebhookSink;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Phaser;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * kill -9 in a loop under load, at moments drawn from a seed. What was answered before a kill must be told after it,
 * in order, once per receiver that drops repetitions by id, and each room that was open ends with one RoomCrashed.
 */
class KillTest {
    private static final long SEED = 7_272_026;
    private static final int ROUNDS = 8;
    private static final int WORKERS = 4;
    private static final Duration TOLD = Duration.ofSeconds(60);

    @TempDir
    Path home;

    private final RoomModel model = new RoomModel();
    private final WebhookSink sink = new WebhookSink();

    @Test
    void nothingAnsweredIsLostAndEachOpenRoomCrashesOnce() throws IOException {
        Random random = new Random(SEED);
        try (sink;
                ServerProcess server = ServerProcess.start(ServerOptions.in(home));
                RestClient rest = server.rest()) {
            for (int round = 0; round < ROUNDS; round++) {
                ServerSocketClient before = ServerSocketClient.subscribed(server.port());
                loadUntilKilled(server, rest, round, random.nextLong(), 20 + random.nextInt(400));
                model.killed();
                server.restart();
                assertAfterRestart(server, rest, before.notifications(), round);
                before.close();
            }
            sink.await(
                    "everything",
                    TOLD,
                    posts -> model.isTold(Deliveries.of(posts).byRoom()));

            Deliveries told = Deliveries.of(sink.posts());
            assertThat(told.violations()).as("seed " + SEED).isEmpty();
            assertThat(model.differences(told.byRoom())).as("seed " + SEED).isEmpty();
            // In flight at a kill: a room's last post of each room that was being told of.
            assertThat(told.repetitions())
                    .as("repetitions, seed " + SEED)
                    .isLessThan(told.byRoom().size());
        }
    }

    /** Workers make and end rooms until the server is killed, once so many more posts were received. */
    private void loadUntilKilled(ServerProcess server, RestClient rest, int round, long seed, int posts) {
        int target = sink.posts().size() + posts;
        Phaser working = new Phaser(1 + WORKERS);
        for (int worker = 0; worker < WORKERS; worker++) {
            String prefix = "r" + round + "w" + worker + "n";
            Random random = new Random(seed + worker);
            Thread.ofVirtual().start(() -> {
                for (int n = 0; liveOneRoom(rest, prefix + n, random); n++) {
                    Thread.onSpinWait();
                }
                working.arriveAndDeregister();
            });
        }
        sink.await("load", TOLD, received -> received.size() >= target);
        server.kill();
        working.arriveAndAwaitAdvance();
    }

    /** One room and some peers; false when the server did not answer. */
    private boolean liveOneRoom(RestClient rest, String room, Random random) {
        String body = "{\"roomId\":\"" + room + "\",\"webhookUrl\":\"" + sink.url("/" + room.charAt(3)) + "\"}";
        if (!told(rest.createRoom(body).isSuccess(), Notification.roomCreated(room))) {
            return false;
        }
        List<Notification> ending = new ArrayList<>();
        for (int peers = random.nextInt(4); peers > 0; peers--) {
            var added = rest.addPeer(room);
            String peer = added.isSuccess() ? added.data().at("/peer/id").asText() : Notification.ANY;
            if (!told(added.isSuccess(), Notification.peerAdded(room, peer))) {
                return false;
            }
            if (random.nextBoolean()) {
                boolean gone = rest.delete("/room/" + room + "/peer/" + peer).isSuccess();
                if (!told(gone, Notification.peerDeleted(room, peer))) {
                    return false;
                }
            } else {
                ending.add(Notification.peerDeleted(room, Notification.ANY));
            }
        }
        if (random.nextInt(3) == 0) {
            return true;
        }
        ending.add(Notification.roomDeleted(room));
        return told(rest.delete("/room/" + room).isSuccess(), ending.toArray(Notification[]::new));
    }

    private boolean told(boolean answered, Notification... notifications) {
        if (answered) {
            model.happened(notifications);
        } else {
            model.mayHaveHappened(notifications);
        }
        return answered;
    }

    /** The rooms before the kill are gone, and a new subscriber is first told of each that crashed. */
    private void assertAfterRestart(ServerProcess server, RestClient rest, List<Notification> before, int round)
            throws IOException {
        String of = "round " + round + ", seed " + SEED;
        assertThat(rest.get("/room").data()).as(of).isEmpty();
        try (ServerSocketClient after = ServerSocketClient.subscribed(server.port())) {
            Predicate<String> ofThisRound = room -> room.startsWith("r" + round + "w");
            List<String> open =
                    model.crashedRooms().stream().filter(ofThisRound).toList();
            after.await(
                    "every crash", TOLD, told -> crashed(after.notifications()).containsAll(open));
            List<Notification> told = after.notifications();
            assertThat(told)
                    .as(of)
                    .doesNotHaveDuplicates()
                    .allMatch(n -> n.kind().equals("room_crashed"));
            // Its own first messages were the crashes of the round before.
            Map<String, List<Notification>> heard = byRoom(before);
            heard.keySet().removeIf(ofThisRound.negate());
            assertThat(model.impossiblePrefixes(heard)).as(of).isEmpty();
        }
    }

    private static Set<String> crashed(List<Notification> told) {
        return byRoom(told).keySet();
    }

    private static Map<String, List<Notification>> byRoom(List<Notification> told) {
        return told.stream().collect(Collectors.groupingBy(Notification::roomId));
    }
}
