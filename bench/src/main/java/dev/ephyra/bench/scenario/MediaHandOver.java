package dev.ephyra.bench.scenario;

import dev.ephyra.bench.Bench;
import dev.ephyra.bench.Metric;
import dev.ephyra.bench.Reading;
import dev.ephyra.bench.Scenario;
import dev.ephyra.bench.ScenarioFailure;
import dev.ephyra.media.MediaEngine;
import dev.ephyra.media.MediaListener;
import dev.ephyra.media.MediaSettings;
import dev.ephyra.media.MediaSettings.Reception;
import dev.ephyra.media.MediaTotals;
import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.RoomId;
import dev.ephyra.webrtc.connection.Encoding;
import dev.ephyra.webrtc.connection.EncodingChange;
import dev.ephyra.webrtc.connection.SessionPlan;
import dev.ephyra.webrtc.ice.IceCredentials;
import dev.ephyra.webrtc.stun.StunAttribute;
import dev.ephyra.webrtc.stun.StunClass;
import dev.ephyra.webrtc.stun.StunKey;
import dev.ephyra.webrtc.stun.StunMethod;
import dev.ephyra.webrtc.stun.StunWriter;
import dev.ephyra.webrtc.stun.TransactionId;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * What it costs to receive media by several threads: an engine in this process, whose clients have shown their passwords
 * and send what is dropped after it was found whose it is. So the figures are those of receiving and handing over alone.
 */
public final class MediaHandOver implements Scenario {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final int CLIENTS = 64;
    private static final int DATAGRAM_BYTES = 1_100;
    private static final long PER_SECOND = 20_000;
    /** Four seconds: who is not heard for fifteen is lost. */
    private static final long CHECK_AFTER = CLIENTS * 1_250L;

    private static final Duration SETTLE = Duration.ofSeconds(10);
    private static final String PASSWORD = "passwordPasswordPassword";

    /** How threads and sockets are arranged, with its lines of the table. */
    private record Arrangement(
            int threads, Reception reception, Metric all, Metric busiest, Metric handedOver, Metric lost) {
        static final List<Arrangement> ALL = List.of(
                of("one thread", 1, Reception.EACH_THREAD),
                of("two threads, a socket each", 2, Reception.EACH_THREAD),
                of("two threads, one receives", 2, Reception.ONE_THREAD));

        private static Arrangement of(String name, int threads, Reception reception) {
            return new Arrangement(
                    threads,
                    reception,
                    Metric.reported(name + ": CPU of media threads for a datagram", "ns"),
                    Metric.reported(name + ": of the busier one of them", "ns"),
                    Metric.reported(name + ": handed over", "%"),
                    Metric.reported(name + ": lost by the system", "%"));
        }
    }

    @Override
    public String name() {
        return "media-handover";
    }

    @Override
    public String work() {
        return "receiving 20,000 datagrams/s of 1,100 B from 64 clients";
    }

    @Override
    public List<Reading> run(Bench bench) throws IOException, ScenarioFailure {
        List<Reading> readings = new ArrayList<>();
        for (Arrangement arrangement : Arrangement.ALL) {
            try (MediaEngine engine = MediaEngine.open(new MediaSettings(
                            HERE, 0, 0, HERE, OptionalInt.empty(), arrangement.threads, arrangement.reception));
                    Clients clients = new Clients(engine)) {
                readings.addAll(measure(bench, arrangement, engine, clients));
            }
        }
        return readings;
    }

    private static List<Reading> measure(Bench bench, Arrangement arrangement, MediaEngine engine, Clients clients)
            throws IOException, ScenarioFailure {
        engine.start(new Silent());
        clients.showPasswords();
        clients.send(bench.warm());
        MediaTotals before = clients.settled();
        Map<Long, Long> cpuBefore = cpuNanos();
        long sent = clients.send(bench.measured());
        Map<Long, Long> cpuAfter = cpuNanos();
        MediaTotals after = clients.settled();
        long received = received(after) - received(before);
        ScenarioFailure.unless(received > sent / 2, sent + " datagrams were sent, of which " + received + " arrived");
        long[] spent = cpuAfter.entrySet().stream()
                .mapToLong(thread -> thread.getValue() - cpuBefore.getOrDefault(thread.getKey(), 0L))
                .sorted()
                .toArray();
        return List.of(
                new Reading(arrangement.all, (double) LongStream.of(spent).sum() / received),
                new Reading(arrangement.busiest, (double) spent[spent.length - 1] / received),
                new Reading(arrangement.handedOver, 100.0 * (after.handedOver() - before.handedOver()) / received),
                new Reading(arrangement.lost, 100.0 * (sent - received) / sent));
    }

    private static long received(MediaTotals totals) {
        return totals.traffic().packetsReceived();
    }

    /** Of the media threads by their ids. */
    private static Map<Long, Long> cpuNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(Objects::nonNull)
                .filter(thread -> thread.getThreadName().startsWith("media-"))
                .collect(Collectors.toMap(
                        ThreadInfo::getThreadId, thread -> threads.getThreadCpuTime(thread.getThreadId())));
    }

    /** Sends from sockets of their own, round and round. Owned by the thread of the scenario. */
    private static final class Clients implements AutoCloseable {
        private final MediaEngine engine;
        private final InetSocketAddress server;
        private final List<DatagramChannel> channels = new ArrayList<>();
        private final ByteBuffer datagram = ByteBuffer.allocateDirect(DATAGRAM_BYTES);
        private long sent;

        Clients(MediaEngine engine) throws IOException {
            this.engine = engine;
            this.server = new InetSocketAddress(HERE, engine.port());
            datagram.put(0, (byte) 0x80);
            for (int i = 0; i < CLIENTS; i++) {
                DatagramChannel channel = DatagramChannel.open();
                channels.add(channel);
                channel.bind(new InetSocketAddress(HERE, 0));
            }
        }

        /** In a room each, so that all threads have some. */
        void showPasswords() throws IOException {
            for (int i = 0; i < CLIENTS; i++) {
                IceCredentials ice = new IceCredentials("client" + i, PASSWORD);
                SessionPlan plan = new SessionPlan(ice, "them", engine.fingerprint(), List.of(), List.of());
                engine.configure(new RoomId("room-" + i), new ConnectionId(i), plan);
                ByteBuffer answer = ByteBuffer.allocate(DATAGRAM_BYTES);
                channels.get(i).configureBlocking(false);
                while (channels.get(i).receive(answer) == null) {
                    check(i);
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
                }
            }
        }

        private void check(int client) throws IOException {
            byte[] check = new StunWriter(StunClass.REQUEST, StunMethod.BINDING, new TransactionId(client, client))
                    .text(StunAttribute.USERNAME, "client" + client + ":them")
                    .number(StunAttribute.PRIORITY, 1)
                    .integrity(StunKey.shortTerm(PASSWORD))
                    .fingerprint()
                    .toBytes();
            channels.get(client).send(ByteBuffer.wrap(check), server);
            sent++;
        }

        long send(Duration time) throws IOException {
            long periodNanos = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
            long startNanos = System.nanoTime();
            long before = sent;
            long count = 0;
            for (long dueNanos = 0; dueNanos < time.toNanos(); dueNanos += periodNanos) {
                while (System.nanoTime() - startNanos < dueNanos) {
                    Thread.onSpinWait();
                }
                int client = (int) (count % CLIENTS);
                if (count++ % CHECK_AFTER < CLIENTS) {
                    check(client);
                }
                datagram.clear();
                channels.get(client).send(datagram, server);
                sent++;
            }
            return sent - before;
        }

        /** The totals when nothing more comes; they are made each second. */
        MediaTotals settled() throws ScenarioFailure {
            MediaTotals last = MediaTotals.NONE;
            for (int seconds = 0; seconds < SETTLE.toSeconds(); seconds++) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1_100));
                MediaTotals totals = engine.totals();
                if (received(totals) == received(last)) {
                    return totals;
                }
                last = totals;
            }
            throw new ScenarioFailure("datagrams come without an end");
        }

        @Override
        public void close() throws IOException {
            for (DatagramChannel channel : channels) {
                channel.close();
            }
        }
    }

    /** Nobody is told. */
    private static final class Silent implements MediaListener {
        @Override
        public void established(RoomId room, ConnectionId connection) {}

        @Override
        public void failed(RoomId room, ConnectionId connection, String reason) {}

        @Override
        public void lost(RoomId room, ConnectionId connection) {}

        @Override
        public void voice(RoomId room, ConnectionId connection, String trackId, boolean isSpeaking) {}

        @Override
        public void encodingSwitched(
                RoomId room, ConnectionId connection, String trackId, Encoding encoding, EncodingChange change) {}
    }
}
