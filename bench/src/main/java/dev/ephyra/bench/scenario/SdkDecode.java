package dev.ephyra.bench.scenario;

import dev.ephyra.bench.Bench;
import dev.ephyra.bench.Metric;
import dev.ephyra.bench.ProcessCost;
import dev.ephyra.bench.Reading;
import dev.ephyra.bench.Scenario;
import dev.ephyra.bench.ScenarioFailure;
import dev.ephyra.sdk.notification.RoomNotification;
import dev.ephyra.sdk.notifier.Delivery;
import dev.ephyra.sdk.notifier.Notifier;
import dev.ephyra.sdk.notifier.NotifierState;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.ServerMessage.Authenticated;
import dev.ephyra.wire.ServerMessage.EventType;
import dev.ephyra.wire.ServerMessage.PeerAdded;
import dev.ephyra.wire.ServerMessage.SubscribeResponse;
import dev.ephyra.wire.delivery.EventMeta;
import dev.ephyra.wire.delivery.RoomCounts;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/**
 * What a notification costs an application beside the socket: the notifier of the SDK, with its defaults, fed from memory. Its
 * workers run on the thread that feeds it, in turns, so that there is one thread in all, and CPU time says
 * what one core does.
 */
public final class SdkDecode implements Scenario {
    private static final int ROOMS = 1_000;
    private static final int CHUNK = 50_000;

    /** The notifier asks for workers on a thread of its own. */
    private static final long STUCK_NANOS = 10_000_000_000L;

    private static final Metric RATE = Metric.atLeast("decoded and handed over", "per s of CPU", 500_000);
    private static final Metric COST =
            Metric.reported("CPU of the process for each, garbage collection included", "ns");
    private static final Metric WALL = Metric.reported("decoded and handed over", "per s of the clock");
    private static final Metric SIZE = Metric.reported("a message", "bytes");

    @Override
    public String name() {
        return "sdk-decode";
    }

    @Override
    public String work() {
        return "notifications through the Java SDK's notifier on one thread, without the socket";
    }

    @Override
    public List<Reading> run(Bench bench) throws IOException, ScenarioFailure {
        FedClient server = new FedClient();
        OneThread thread = new OneThread();
        Messages messages = new Messages();
        Handler handler = new Handler();
        try (Notifier notifier = Notifier.builder("localhost:1", "token")
                .httpClient(server)
                .executor(thread.calls::add)
                .onServerNotification(handler::handle)
                .onGap(gap -> handler.wrong++)
                .build()) {
            var _ = notifier.connect();
            server.open();
            server.give(Messages.authenticated());
            server.give(Messages.subscribed());
            thread.run();
            ScenarioFailure.unless(notifier.state() instanceof NotifierState.Ready, "the notifier is not ready");
            Fed warm = new Fed();
            while (warm.nanos < bench.warm().toNanos()) {
                feed(server, thread, handler, messages.next(CHUNK), warm);
            }
            Fed measured = new Fed();
            while (measured.nanos < bench.measured().toNanos()) {
                feed(server, thread, handler, messages.next(CHUNK), measured);
            }
            ScenarioFailure.unless(handler.wrong == 0, "notifications are missing, or are others");
            return List.of(
                    new Reading(RATE, measured.count / measured.cpuSeconds),
                    new Reading(COST, measured.cpuSeconds * 1e9 / measured.count),
                    new Reading(WALL, measured.count / (measured.nanos / 1e9)),
                    new Reading(SIZE, (double) measured.bytes / measured.count));
        } finally {
            thread.run();
        }
    }

    private static void feed(FedClient server, OneThread thread, Handler handler, List<byte[]> messages, Fed fed)
            throws IOException, ScenarioFailure {
        long target = handler.handled + messages.size();
        int next = 0;
        double startCpuSeconds = ProcessCost.ownCpuSeconds();
        long startNanos = System.nanoTime();
        long movedNanos = startNanos;
        while (handler.handled < target) {
            int before = next;
            while (next < messages.size() && server.isWanted()) {
                server.give(messages.get(next++));
            }
            boolean worked = thread.run();
            movedNanos = worked || next > before ? System.nanoTime() : movedNanos;
            ScenarioFailure.unless(
                    System.nanoTime() - movedNanos < STUCK_NANOS, "the notifier takes no more, and hands nothing over");
        }
        fed.nanos += System.nanoTime() - startNanos;
        fed.cpuSeconds += ProcessCost.ownCpuSeconds() - startCpuSeconds;
        fed.count += messages.size();
        for (byte[] message : messages) {
            fed.bytes += message.length;
        }
    }

    private static final class Fed {
        private long nanos;
        private double cpuSeconds;
        private long count;
        private long bytes;
    }

    /** Looks at what an application looks at. */
    private static final class Handler {
        private long handled;
        private long wrong;

        private void handle(Delivery delivery) {
            if (!(delivery.content() instanceof RoomNotification.PeerAdded added)
                    || added.roomId().isEmpty()
                    || delivery.event().orElseThrow().roomSeq() == 0) {
                wrong++;
            }
            handled++;
        }
    }

    /** Runs what it was given when it is told to. The timer of the JDK gives, too. */
    private static final class OneThread {
        private final Queue<Runnable> calls = new ConcurrentLinkedQueue<>();

        /** Whether there was anything to run. */
        private boolean run() {
            boolean any = false;
            for (Runnable call = calls.poll(); call != null; call = calls.poll()) {
                call.run();
                any = true;
            }
            return any;
        }
    }

    /** What Ephyra sends with field 1000: peers that are added to rooms, in turn. */
    private static final class Messages {
        private static final long STARTED_MICROS = 1_790_000_000_000_000L;

        private final List<String> rooms = IntStream.range(0, ROOMS)
                .mapToObj(room -> new UUID(7, room).toString())
                .toList();
        private final List<String> epochs = IntStream.range(0, ROOMS)
                .mapToObj(room -> new UUID(8, room).toString())
                .toList();
        private long made;

        private List<byte[]> next(int count) {
            return IntStream.range(0, count).mapToObj(_ -> next()).toList();
        }

        private byte[] next() {
            int room = (int) (made % ROOMS);
            long before = made / ROOMS;
            long number = made++;
            return ServerMessage.newBuilder()
                    .setPeerAdded(PeerAdded.newBuilder()
                            .setRoomId(rooms.get(room))
                            .setPeerId(new UUID(9, number).toString())
                            .setPeerType(ServerMessage.PeerType.PEER_TYPE_WEBRTC))
                    .setMeta(EventMeta.newBuilder()
                            .setEventId(new UUID(10, number).toString())
                            .setRoomSeq(before + 1)
                            .setRoomEpoch(epochs.get(room))
                            .setPrevSeq(before)
                            .setCursor("0123456789abcdef0123456789abcdef-" + number)
                            .setOccurredAtMicros(STARTED_MICROS + number)
                            .setCounts(RoomCounts.newBuilder().setPeers(1)))
                    .build()
                    .toByteArray();
        }

        private static byte[] authenticated() {
            return ServerMessage.newBuilder()
                    .setAuthenticated(Authenticated.getDefaultInstance())
                    .build()
                    .toByteArray();
        }

        private static byte[] subscribed() {
            return ServerMessage.newBuilder()
                    .setSubscribeResponse(SubscribeResponse.newBuilder()
                            .setEventType(EventType.EVENT_TYPE_SERVER_NOTIFICATION)
                            .setCursor("0123456789abcdef0123456789abcdef-0"))
                    .build()
                    .toByteArray();
        }
    }
}
