package dev.ephyra.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.room.EndReason;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.TrackId;
import dev.ephyra.signaling.SimulatedRoom.Socket;
import dev.ephyra.webrtc.sdp.MediaKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Random lives of a room whose clients are strict: each ends with exactly the tracks of the others. */
class NegotiationPropertyTest {
    private static final List<PeerId> PEERS =
            List.of(new PeerId("a"), new PeerId("b"), new PeerId("c"), new PeerId("d"));

    @Property(tries = 100)
    void everybodyReceivesEverybody(@ForAll long seed) {
        Random random = new Random(seed);
        SimulatedRoom room = NegotiationFixture.room(Optional.empty());
        PEERS.forEach(room::addPeer);
        for (int step = 0; step < 80; step++) {
            step(room, random);
        }
        room.commits = true;
        room.commit();
        // What the clients changed and did not say yet.
        joined(room).forEach(socket -> room.say(socket, new PeerCommand.RenegotiateTracks()));
        room.negotiate();

        assertTracks(room);
        room.advance(TimeUnit.MINUTES.toNanos(2));
        assertThat(room.events).noneMatch(RoomEvent.RoomCrashed.class::isInstance);
        assertThat(room.signaling.nextDeadlineNanos()).isEmpty();
        assertThat(room.plans.keySet())
                .allMatch(connection -> joined(room).stream().anyMatch(socket -> socket.id.equals(connection)));
    }

    private static List<Socket> joined(SimulatedRoom room) {
        return room.sockets.values().stream()
                .filter(socket -> socket.open && socket.joined)
                .toList();
    }

    private static void step(SimulatedRoom room, Random random) {
        List<Socket> joined = joined(room);
        PeerId peer = PEERS.get(random.nextInt(PEERS.size()));
        int action = random.nextInt(23);
        if (action < 3 || joined.isEmpty()) {
            boolean isOpen = room.sockets.values().stream().anyMatch(one -> one.open && one.peer.equals(peer));
            if (!isOpen && room.state.peer(peer).isPresent()) {
                room.join(peer, "1", random.nextBoolean() ? Dialect.JSON : Dialect.PROTOBUF);
            }
            return;
        }
        Socket socket = joined.get(random.nextInt(joined.size()));
        switch (action) {
            case 3, 4, 5, 6 -> {
                int tracks = 1 + random.nextInt(2);
                for (int i = 0; i < tracks && socket.browser.published().size() < 5; i++) {
                    socket.browser.publish(random.nextBoolean() ? MediaKind.AUDIO : MediaKind.VIDEO, "1");
                }
                room.say(socket, new PeerCommand.RenegotiateTracks());
            }
            case 7, 8 -> {
                List<TrackId> published = socket.browser.published();
                if (!published.isEmpty()) {
                    TrackId track = published.get(random.nextInt(published.size()));
                    if (random.nextBoolean()) {
                        socket.browser.unpublish(track);
                    } else {
                        socket.browser.stop(track);
                    }
                    room.say(socket, new PeerCommand.RenegotiateTracks());
                }
            }
            case 9, 10, 11, 12, 13, 14, 15 -> {
                if (socket.browser.asked) {
                    room.say(socket, socket.browser.offer());
                }
            }
            case 16 -> {
                if (!socket.browser.asked) {
                    room.say(socket, socket.browser.unaskedOffer());
                }
            }
            case 17 -> room.close(socket, random.nextBoolean() ? EndReason.LEFT : EndReason.NETWORK_LOST);
            case 18 -> {
                if (random.nextInt(3) == 0) {
                    room.decide(new RoomCommand.DeletePeer(socket.peer));
                    room.addPeer(socket.peer);
                }
            }
            case 19 -> room.advance(random.nextLong(TimeUnit.SECONDS.toNanos(8)));
            case 20 -> {
                room.commits = !room.commits;
                room.settle();
            }
            case 21 -> room.say(socket, new PeerCommand.Connect(new dev.ephyra.room.Metadata("1")));
            case 22 -> {
                if (!socket.browser.hasDataChannel()) {
                    socket.browser.addDataChannel();
                }
                room.say(socket, new PeerCommand.RenegotiateTracks());
            }
            default -> throw new IllegalStateException();
        }
    }

    private static void assertTracks(SimulatedRoom room) {
        for (Socket socket : joined(room)) {
            Set<TrackId> others = new TreeSet<>();
            for (Socket other : joined(room)) {
                if (other != socket) {
                    others.addAll(other.browser.published());
                }
            }
            assertThat(socket.browser.received())
                    .as("received by %s", socket.peer)
                    .isEqualTo(others);
            assertThat(socket.browser.known.keySet()).isEqualTo(others);
            assertThat(socket.browser.blocked).isFalse();
            assertThat(new TreeSet<>(
                            room.state.peer(socket.peer).orElseThrow().tracks().keySet()))
                    .isEqualTo(new TreeSet<>(socket.browser.published()));
            if (room.plans.containsKey(socket.id)) {
                List<TrackId> sent = new ArrayList<>();
                room.plan(socket).outbound().forEach(track -> sent.add(new TrackId(track.trackId())));
                assertThat(sent).containsExactlyInAnyOrderElementsOf(others);
            }
        }
    }
}
