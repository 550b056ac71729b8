package dev.ephyra.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.RoomId;
import dev.ephyra.webrtc.connection.PeerConnection;
import dev.ephyra.webrtc.ice.IceLiteAgent;
import dev.ephyra.webrtc.stun.PacketKind;
import dev.ephyra.webrtc.stun.StunAttribute;
import dev.ephyra.webrtc.stun.StunClass;
import dev.ephyra.webrtc.stun.StunMethod;
import dev.ephyra.webrtc.stun.StunWriter;
import dev.ephyra.webrtc.stun.TransactionId;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DirectoryTest {
    private static final PeerConnection PEER = new SimulatedEngine().peer();

    private final Directory directory = new Directory();

    static HostedConnection connection(long id) {
        return connection(id, 0);
    }

    static HostedConnection connection(long id, int thread) {
        return new HostedConnection(new MediaRoom(new RoomId("r")), new ConnectionId(id), PEER, thread);
    }

    static UdpPath path(int port) {
        return new UdpPath(new InetSocketAddress("192.0.2.1", 1 + port));
    }

    static byte[] check(String ufrag) {
        return new StunWriter(StunClass.REQUEST, StunMethod.BINDING, new TransactionId(1, 2))
                .text(StunAttribute.USERNAME, ufrag + ":theirs")
                .toBytes();
    }

    static @Nullable HostedConnection found(Directory directory, byte[] datagram, int port) {
        PacketKind kind = PacketKind.of(datagram, 0, datagram.length);
        return directory.find(kind, datagram, 0, datagram.length, path(port));
    }

    private static final byte[] MEDIA = new byte[100];

    static {
        MEDIA[0] = (byte) 0x80;
    }

    @Test
    void mediaAreFoundByTheirPathAndChecksByTheirName() {
        HostedConnection one = connection(1);
        HostedConnection other = connection(2);
        directory.expect("one", one);
        directory.expect("other", other);
        directory.found(path(1), one);

        assertThat(found(directory, MEDIA, 1)).isSameAs(one);
        assertThat(found(directory, MEDIA, 2)).isNull();
        byte[] check = check("other");
        assertThat(found(directory, check, 1)).isSameAs(other);
        byte[] unknown = check("nobody");
        assertThat(found(directory, unknown, 1)).isSameAs(one);
        assertThat(found(directory, unknown, 3)).isNull();
    }

    /** Against the plainest model: who was named last, among those that a connection still remembers. */
    @Property(tries = 200)
    void findsWhatAListWouldFind(@ForAll long seed) {
        Random random = new Random(seed);
        List<HostedConnection> connections = new ArrayList<>(List.of(connection(1), connection(2), connection(3)));
        Map<Integer, HostedConnection> byPath = new LinkedHashMap<>();
        Map<String, HostedConnection> byUfrag = new LinkedHashMap<>();
        Map<HostedConnection, Set<Integer>> paths = new LinkedHashMap<>();
        Map<HostedConnection, Set<String>> ufrags = new LinkedHashMap<>();
        Directory tested = new Directory();
        for (int i = 0; i < 150; i++) {
            HostedConnection connection = connections.get(random.nextInt(3));
            int port = random.nextInt(30);
            String ufrag = "u" + random.nextInt(12) + "-" + connection.id().value();
            switch (random.nextInt(5)) {
                case 0 -> {
                    tested.expect(ufrag, connection);
                    byUfrag.put(ufrag, connection);
                    limit(ufrags.computeIfAbsent(connection, _ -> new LinkedHashSet<>()), ufrag, Directory.MAX_UFRAGS)
                            .forEach(byUfrag::remove);
                }
                case 1, 2, 3 -> {
                    tested.found(path(port), connection);
                    HostedConnection before = byPath.put(port, connection);
                    Set<Integer> own = paths.computeIfAbsent(connection, _ -> new LinkedHashSet<>());
                    if (before != connection) {
                        // Whoever had it still counts it, and takes it back as its latest.
                        own.remove(port);
                    }
                    limit(own, port, IceLiteAgent.MAX_PATHS).forEach(old -> byPath.remove(old, connection));
                }
                default -> {
                    tested.forget(connection);
                    byPath.values().removeIf(each -> each == connection);
                    byUfrag.values().removeIf(each -> each == connection);
                    paths.remove(connection);
                    ufrags.remove(connection);
                    connections.set(
                            connections.indexOf(connection),
                            connection(connection.id().value()));
                }
            }
            byte[] check = check(ufrag);
            assertThat(found(tested, MEDIA, port)).isSameAs(byPath.get(port));
            assertThat(found(tested, check, port)).isSameAs(byUfrag.getOrDefault(ufrag, byPath.get(port)));
        }
    }

    /** Adds, and takes away what is too much. */
    private static <T> List<T> limit(Set<T> all, T added, int most) {
        all.add(added);
        List<T> removed = new ArrayList<>();
        while (all.size() > most) {
            T first = all.iterator().next();
            all.remove(first);
            removed.add(first);
        }
        return removed;
    }
}
