package dev.ephyra.media;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.ephyra.media.SimulatedEngine.Client;
import dev.ephyra.room.RoomId;
import dev.ephyra.webrtc.sdp.Codec;
import dev.ephyra.webrtc.stun.PacketKind;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CrossingTest {
    private static final byte[] MEDIA = new byte[100];

    static {
        MEDIA[0] = (byte) 0x80;
    }

    @Test
    void roomsOfAllThreadsForwardWhateverThreadReceives() {
        SimulatedEngine engine = new SimulatedEngine(3);
        List<Client> subscribers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            RoomId room = new RoomId("room-" + i);
            engine.publisher(room, "ann" + i);
            Client bob = engine.publisher(room, "bob" + i);
            bob.subscribe("ann" + i + "-1", Codec.VP8);
            subscribers.add(bob);
        }
        engine.connect();
        engine.runMillis(1_000);

        assertThat(subscribers)
                .allSatisfy(bob -> assertThat(bob.stream(2).wholeFrames()).isGreaterThan(25));
        assertThat(engine.loops).allSatisfy(loop -> {
            assertThat(loop.totals().handedOver()).isPositive();
            assertThat(loop.totals().handOversLost()).isZero();
            assertThat(loop.totals().strangers()).isZero();
        });
    }

    @Test
    void whatComesForAConnectionThatHasEndedMeanwhileIsDropped() {
        SimulatedEngine engine = new SimulatedEngine(2);
        Client ann = engine.publisher("ann");
        engine.connect();
        MediaLoop owner = engine.loops.get(ann.room.share(2));
        HandOverQueue queue = new HandOverQueue(2);
        Crossing crossing =
                new Crossing(0, List.of(new Crossing.End(queue, () -> {}), new Crossing.End(queue, () -> {})));
        HostedConnection hosted = new HostedConnection(new MediaRoom(ann.room), ann.id, engine.peer(), 1);
        crossing.received(hosted, MEDIA, 0, MEDIA.length, ann.path, engine.nowNanos);
        long strangers = owner.totals().strangers();
        HandOverQueue.Datagram late = Objects.requireNonNull(queue.peek());
        owner.takeOver(hosted, late.bytes, late.length(), late.path(), engine.nowNanos);

        assertThat(owner.totals().strangers()).isEqualTo(strangers + 1);
        assertThat(ann.connection.isEstablished()).isTrue();
    }

    @Test
    void whatFindsNoRoomIsDroppedAndCountedAndWakesNobody() {
        AtomicInteger wakes = new AtomicInteger();
        HandOverQueue queue = new HandOverQueue(4);
        Crossing.End end = new Crossing.End(queue, wakes::incrementAndGet);
        Crossing crossing = new Crossing(0, List.of(end, end));
        HostedConnection hosted = DirectoryTest.connection(1, 1);
        for (int i = 0; i < 6; i++) {
            crossing.received(hosted, MEDIA, 0, MEDIA.length, DirectoryTest.path(1), i);
        }

        assertThat(crossing.handedOver()).isEqualTo(4);
        assertThat(crossing.lost()).isEqualTo(2);
        assertThat(wakes).hasValue(4);
        assertThat(new FigureTaking().totals(List.of(), 0, crossing).handOversLost())
                .isEqualTo(2);
    }

    @Test
    void allocatesNothingToFindAndHandOverADatagram() {
        Directory directory = new Directory();
        directory.found(DirectoryTest.path(1), DirectoryTest.connection(1, 1));
        HandOverQueue queue = new HandOverQueue(4);
        Crossing.End end = new Crossing.End(queue, () -> {});
        Crossing crossing = new Crossing(0, List.of(end, end));
        UdpPath from = DirectoryTest.path(1);
        for (int i = 0; i < 5_000; i++) {
            pass(directory, crossing, queue, from);
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 10_000; i++) {
            pass(directory, crossing, queue, from);
        }
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(bytes).as("for 10,000 datagrams").isLessThan(10_000);
        assertThat(crossing.handedOver()).isEqualTo(15_000);
    }

    private static void pass(Directory directory, Crossing crossing, HandOverQueue queue, UdpPath from) {
        HostedConnection found = Objects.requireNonNull(directory.find(PacketKind.RTP, MEDIA, 0, MEDIA.length, from));
        crossing.received(found, MEDIA, 0, MEDIA.length, from, 0);
        queue.release();
    }

    /**
     * Connections of several threads come, prove addresses, take each other's over and go: whatever the socket, a datagram
     * gets to the thread of the connection that a plain map of addresses names.
     */
    @Property(tries = 100)
    void everyDatagramReachesItsOwner(@ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int threads) {
        Random random = new Random(seed);
        Directory directory = new Directory();
        Map<Integer, HostedConnection> byPort = new HashMap<>();
        List<HostedConnection> connections = new ArrayList<>();
        long lastId = 0;
        for (int i = 0; i < 200; i++) {
            switch (random.nextInt(4)) {
                case 0 -> {
                    HostedConnection fresh = DirectoryTest.connection(++lastId, random.nextInt(threads));
                    directory.expect("u" + lastId, fresh);
                    connections.add(fresh);
                }
                case 1 -> {
                    if (!connections.isEmpty()) {
                        HostedConnection gone = connections.remove(random.nextInt(connections.size()));
                        directory.forget(gone);
                        byPort.values().removeIf(each -> each == gone);
                    }
                }
                default -> {
                    if (!connections.isEmpty()) {
                        HostedConnection known = connections.get(random.nextInt(connections.size()));
                        // Few enough that no connection has more than it may keep.
                        int port = random.nextInt(12);
                        directory.found(DirectoryTest.path(port), known);
                        byPort.put(port, known);
                    }
                }
            }
            for (int port = 0; port < 12; port++) {
                HostedConnection expected = byPort.get(port);
                assertThat(DirectoryTest.found(directory, MEDIA, port)).isSameAs(expected);
            }
            for (HostedConnection each : connections) {
                byte[] check = DirectoryTest.check("u" + each.id().value());
                assertThat(DirectoryTest.found(directory, check, random.nextInt(20)))
                        .isSameAs(each);
            }
        }
    }
}
