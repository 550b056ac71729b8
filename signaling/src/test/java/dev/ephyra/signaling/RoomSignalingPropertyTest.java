package dev.ephyra.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.room.ComponentId;
import dev.ephyra.room.ComponentType;
import dev.ephyra.room.EndReason;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.signaling.SimulatedRoom.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Random lives of a small room: every client's picture must be the room, and every order one a client can follow. */
class RoomSignalingPropertyTest {
    private static final List<PeerId> PEERS =
            List.of(new PeerId("a"), new PeerId("b"), new PeerId("c"), new PeerId("d"));
    private static final ComponentId CAMERA = new ComponentId("camera");

    @Property(tries = 400)
    void everyViewConverges(@ForAll long seed) {
        Random random = new Random(seed);
        SimulatedRoom room = new SimulatedRoom();
        PEERS.forEach(room::addPeer);
        for (int step = 0; step < 120; step++) {
            step(room, random);
            assertThat(room.signaling.drain()).isEmpty();
        }

        room.accepts = true;
        room.commits = true;
        room.commit();
        room.advance(TimeUnit.SECONDS.toNanos(30));

        assertViews(room);
        assertConnections(room);
        assertThat(room.signaling.nextDeadlineNanos())
                .as("nothing waits for ever")
                .isEmpty();
    }

    private static void step(SimulatedRoom room, Random random) {
        PeerId peer = PEERS.get(random.nextInt(PEERS.size()));
        Metadata metadata = new Metadata(Integer.toString(random.nextInt(3)));
        switch (random.nextInt(14)) {
            case 0, 1, 2 -> room.enter(peer);
            case 3, 4, 5 -> anySocket(room, random, s -> room.say(s, new PeerCommand.Connect(metadata)));
            case 6 -> anySocket(room, random, s -> room.say(s, new PeerCommand.UpdateEndpointMetadata(metadata)));
            case 7 -> anySocket(room, random, s -> room.close(s, EndReason.LEFT));
            case 8 -> anySocket(room, random, s -> s.alive = false);
            case 9 -> room.advance(random.nextLong(TimeUnit.SECONDS.toNanos(4)));
            case 10 -> room.commits = !room.commits;
            case 11 -> room.accepts = random.nextInt(4) > 0;
            case 12 -> removeOrAddPeer(room, random, peer);
            case 13 -> toggleComponent(room);
            default -> throw new IllegalStateException();
        }
        if (random.nextBoolean()) {
            room.commit();
        }
    }

    private static void anySocket(SimulatedRoom room, Random random, java.util.function.Consumer<Socket> action) {
        List<Socket> open =
                room.sockets.values().stream().filter(socket -> socket.open).toList();
        if (!open.isEmpty()) {
            action.accept(open.get(random.nextInt(open.size())));
        }
    }

    private static void removeOrAddPeer(SimulatedRoom room, Random random, PeerId peer) {
        if (room.state.peer(peer).isEmpty()) {
            room.addPeer(peer);
        } else if (random.nextBoolean()) {
            room.decide(new RoomCommand.DeletePeer(peer));
        } else {
            room.decide(new RoomCommand.CrashPeer(peer, ""));
        }
    }

    private static void toggleComponent(SimulatedRoom room) {
        room.decide(
                room.state.component(CAMERA).isEmpty()
                        ? new RoomCommand.AddComponent(CAMERA, ComponentType.FILE, "{}", false)
                        : new RoomCommand.DeleteComponent(CAMERA));
    }

    private static void assertViews(SimulatedRoom room) {
        Map<String, Metadata> all = new TreeMap<>();
        room.state.components().keySet().forEach(id -> all.put(id.value(), Metadata.NONE));
        for (Socket socket : room.sockets.values()) {
            if (socket.open && socket.joined) {
                all.put(
                        socket.peer.value(),
                        room.state.peer(socket.peer).orElseThrow().metadata());
            }
        }
        for (Socket socket : room.sockets.values()) {
            if (socket.open && socket.joined) {
                Map<String, Metadata> others = new TreeMap<>(all);
                others.remove(socket.peer.value());
                assertThat(socket.view).isEqualTo(others);
            }
        }
    }

    private static void assertConnections(SimulatedRoom room) {
        Map<PeerId, Socket> open = new HashMap<>();
        for (Socket socket : room.sockets.values()) {
            if (socket.open) {
                assertThat(socket.admitted).as("no socket is left waiting").isTrue();
                assertThat(open.put(socket.peer, socket))
                        .as("one socket a peer")
                        .isNull();
            }
        }
        for (PeerId peer : PEERS) {
            boolean isConnected =
                    room.state.peer(peer).map(state -> state.isConnected()).orElse(false);
            assertThat(isConnected)
                    .as("the room knows what is true of %s", peer)
                    .isEqualTo(open.containsKey(peer));
        }
        assertThat(room.events).noneMatch(RoomEvent.RoomCrashed.class::isInstance);
    }
}
