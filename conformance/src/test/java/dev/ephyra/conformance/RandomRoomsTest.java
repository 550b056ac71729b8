package dev.ephyra.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ephyra.testkit.Deliveries;
import dev.ephyra.testkit.Notification;
import dev.ephyra.testkit.PeerSocketClient;
import dev.ephyra.testkit.RestAnswer;
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
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random commands, connections, kills and orderly restarts, one after the other, against a model of the rooms. REST
 * must answer the model's state after every step; the server socket and the webhook must have told its history.
 */
class RandomRoomsTest {
    private static final long SEED = 42_424_242;
    private static final int STEPS = 300;
    private static final int MOST_ROOMS = 6;
    private static final Duration TOLD = Duration.ofSeconds(30);

    @TempDir
    Path home;

    private final Random random = new Random(SEED);
    private final RoomModel model = new RoomModel();
    /** Open rooms with their peers; a peer's socket is there while it is connected. */
    private final Map<String, Map<String, Peer>> rooms = new TreeMap<>();

    private int named;

    @Test
    void restSocketAndWebhookTellTheSameStory() throws IOException {
        List<Notification> told = new ArrayList<>();
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home));
                WebhookSink sink = new WebhookSink();
                RestClient rest = server.rest()) {
            ServerSocketClient subscriber = ServerSocketClient.subscribed(server.port());
            for (int step = 0; step < STEPS; step++) {
                if (step % 100 == 99) {
                    ServerSocketClient ending = subscriber;
                    ending.await(
                            "all before the restart", TOLD, any -> model.isTold(byRoom(told, ending.notifications())));
                    boolean orderly = step % 200 == 199;
                    told.addAll(restart(server, subscriber, orderly));
                    subscriber.close();
                    subscriber = ServerSocketClient.subscribed(server.port());
                } else {
                    act(server, rest, sink, subscriber);
                    assertThat(states(rest))
                            .as("step " + step + ", seed " + SEED)
                            .isEqualTo(expectedStates());
                }
            }
            ServerSocketClient last = subscriber;
            last.await("all", TOLD, any -> model.isTold(byRoom(told, last.notifications())));
            sink.await("all", TOLD, posts -> model.isTold(Deliveries.of(posts).byRoom()));
            assertThat(model.differences(byRoom(told, last.notifications())))
                    .as("seed " + SEED)
                    .isEmpty();
            assertThat(Deliveries.of(sink.posts()).violations())
                    .as("seed " + SEED)
                    .isEmpty();
            last.close();
        }
    }

    /** One random command; its answer tells the model what happened. */
    private void act(ServerProcess server, RestClient rest, WebhookSink sink, ServerSocketClient subscriber)
            throws IOException {
        List<String> open = List.copyOf(rooms.keySet());
        if (open.isEmpty() || (open.size() < MOST_ROOMS && random.nextInt(8) == 0)) {
            createRoom(rest, sink);
            return;
        }
        String room = open.get(random.nextInt(open.size()));
        List<Peer> peers = List.copyOf(peersOf(room).values());
        int choice = random.nextInt(20);
        if (choice == 0) {
            deleteRoom(rest, room);
        } else if (peers.isEmpty() || choice < 7) {
            addPeer(rest, room);
        } else {
            Peer peer = peers.get(random.nextInt(peers.size()));
            if (choice < 11) {
                deletePeer(rest, room, peer);
            } else if (peer.socket().isPresent()) {
                leave(subscriber, room, peer, peer.socket().get());
            } else {
                connect(server, room, peer);
            }
        }
    }

    private void createRoom(RestClient rest, WebhookSink sink) {
        String room = "room-" + named++;
        RestAnswer created =
                rest.createRoom("{\"roomId\":\"" + room + "\",\"webhookUrl\":\"" + sink.url("/hook") + "\"}");
        assertThat(created.status()).isEqualTo(201);
        rooms.put(room, new TreeMap<>());
        model.happened(Notification.roomCreated(room));
    }

    private void deleteRoom(RestClient rest, String room) {
        assertThat(rest.delete("/room/" + room).status()).isEqualTo(204);
        ended(room);
    }

    private void addPeer(RestClient rest, String room) {
        RestAnswer added = rest.addPeer(room);
        assertThat(added.status()).isEqualTo(201);
        String id = added.data().at("/peer/id").asText();
        peersOf(room).put(id, new Peer(id, added.data().path("token").asText(), Optional.empty()));
        model.happened(Notification.peerAdded(room, id));
    }

    private void deletePeer(RestClient rest, String room, Peer peer) {
        assertThat(rest.delete("/room/" + room + "/peer/" + peer.id()).status()).isEqualTo(204);
        if (peer.socket().isPresent()) {
            assertThat(peer.socket().get().socket().awaitEnd(TOLD).reason()).isEqualTo("Peer removed");
            model.happened(Notification.peerDisconnected(room, peer.id()));
        }
        model.happened(Notification.peerDeleted(room, peer.id()));
        peersOf(room).remove(peer.id());
    }

    private void connect(ServerProcess server, String room, Peer peer) throws IOException {
        PeerSocketClient socket = PeerSocketClient.authenticated(server.port(), peer.token());
        peersOf(room).put(peer.id(), new Peer(peer.id(), peer.token(), Optional.of(socket)));
        model.happened(Notification.peerConnected(room, peer.id()));
    }

    /** Politely or not; either way it is over when the server has told so. */
    private void leave(ServerSocketClient subscriber, String room, Peer peer, PeerSocketClient socket)
            throws IOException {
        Notification left = Notification.peerDisconnected(room, peer.id());
        long before = count(subscriber, left);
        if (random.nextBoolean()) {
            socket.socket().closePolitely();
        } else {
            socket.close();
        }
        subscriber.await(left.toString(), TOLD, any -> count(subscriber, left) > before);
        peersOf(room).put(peer.id(), new Peer(peer.id(), peer.token(), Optional.empty()));
        model.happened(left);
    }

    /** Ends the server, orderly or not, starts it again; returns what its subscriber was told until then. */
    private List<Notification> restart(ServerProcess server, ServerSocketClient subscriber, boolean orderly) {
        if (orderly) {
            server.terminate();
            assertThat(server.exitCode(TOLD)).isZero();
            List.copyOf(rooms.keySet()).forEach(this::ended);
        } else {
            server.kill();
            model.killed();
            rooms.clear();
        }
        subscriber.socket().awaitEnd(TOLD);
        server.restart();
        return subscriber.notifications();
    }

    /** The room ended as by REST: no PeerDisconnected, in whatever order of its peers. */
    private void ended(String room) {
        List<Notification> ending = new ArrayList<>();
        peersOf(room).keySet().forEach(peer -> ending.add(Notification.peerDeleted(room, Notification.ANY)));
        ending.add(Notification.roomDeleted(room));
        rooms.remove(room);
        model.happened(ending.toArray(Notification[]::new));
    }

    private Map<String, Peer> peersOf(String room) {
        return Objects.requireNonNull(rooms.get(room), room);
    }

    private Map<String, Map<String, String>> expectedStates() {
        Map<String, Map<String, String>> states = new TreeMap<>();
        rooms.forEach((room, peers) -> states.put(
                room,
                peers.values().stream()
                        .collect(Collectors.toMap(
                                Peer::id, p -> p.socket().isPresent() ? "connected" : "disconnected"))));
        return states;
    }

    private static Map<String, Map<String, String>> states(RestClient rest) {
        Map<String, Map<String, String>> states = new TreeMap<>();
        for (JsonNode room : rest.get("/room").data()) {
            Map<String, String> peers = new TreeMap<>();
            room.path("peers")
                    .forEach(peer -> peers.put(
                            peer.path("id").asText(), peer.path("status").asText()));
            states.put(room.path("id").asText(), peers);
        }
        return states;
    }

    private static long count(ServerSocketClient subscriber, Notification wanted) {
        return subscriber.notifications().stream().filter(wanted::equals).count();
    }

    private static Map<String, List<Notification>> byRoom(List<Notification> before, List<Notification> now) {
        List<Notification> all = new ArrayList<>(before);
        all.addAll(now);
        return all.stream().collect(Collectors.groupingBy(Notification::roomId));
    }

    private record Peer(String id, String token, Optional<PeerSocketClient> socket) {}
}
