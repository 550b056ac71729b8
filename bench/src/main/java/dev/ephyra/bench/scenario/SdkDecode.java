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
import java.io.InterruptedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * What a notification costs an application beside the socket: the notifier of the SDK, with its defaults, fed from memory. Its
 * workers run on the thread that feeds it, in turns, so that there is one thread in all, and CPU time says
 * what one core does.
 *
 * <p>Counted is all that the process uses but what this thread uses to make the messages: the collection of the garbage of both is.
 * A message is made shortly before it is fed, for a stock of many would be copied by the collector again and again.
 */
public final class SdkDecode implements Scenario {
    private static final int ROOMS = 1_000;
    private static final int CHUNK = 1_024;

    /** The notifier asks for workers on a thread of its own. */
    private static final long STUCK_NANOS = 10_000_000_000L;

    private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();
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
            feed(server, thread, handler, messages, bench.warm());
            Fed measured = feed(server, thread, handler, messages, bench.measured());
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

    private static Fed feed(FedClient server, OneThread thread, Handler handler, Messages messages, Duration measured)
            throws IOException, ScenarioFailure {
        Fed fed = new Fed();
        double startCpuSeconds = ProcessCost.ownCpuSeconds();
        while (fed.nanos < measured.toNanos()) {
            long makingNanos = CLOCK.getCurrentThreadCpuTime();
            List<byte[]> made = messages.next(CHUNK);
            fed.makingNanos += CLOCK.getCurrentThreadCpuTime() - makingNanos;
            long startNanos = System.nanoTime();
            feed(server, thread, handler, made);
            fed.nanos += System.nanoTime() - startNanos;
            fed.count += made.size();
            fed.bytes += made.stream().mapToLong(message -> message.length).sum();
        }
        fed.cpuSeconds = ProcessCost.ownCpuSeconds() - startCpuSeconds - fed.makingNanos / 1e9;
        return fed;
    }

    private static void feed(FedClient server, OneThread thread, Handler handler, List<byte[]> messages)
            throws IOException, ScenarioFailure {
        long target = handler.handled + messages.size();
        int next = 0;
        while (handler.handled < target) {
            int before = next;
            while (next < messages.size() && server.isWanted()) {
                server.give(messages.get(next++));
            }
            if (!thread.run() && next == before) {
                ScenarioFailure.unless(thread.await(), "the notifier takes no more, and hands nothing over");
            }
        }
    }

    private static final class Fed {
        /** Of the clock, without the making of messages. */
        private long nanos;

        private long makingNanos;
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

    /** Runs what it was given when it is told to. A thread of the notifier gives, and so does the timer of the JDK. */
    private static final class OneThread {
        private final BlockingQueue<Runnable> calls = new LinkedBlockingQueue<>();

        /** Whether there was anything to run. */
        private boolean run() {
            boolean any = false;
            for (Runnable call = calls.poll(); call != null; call = calls.poll()) {
                call.run();
                any = true;
            }
            return any;
        }

        /** Runs the next one that is given, and sleeps until then. Whether there was one. */
        private boolean await() throws IOException {
            try {
                Runnable call = calls.poll(STUCK_NANOS, TimeUnit.NANOSECONDS);
                if (call != null) {
                    call.run();
                }
                return call != null;
            } catch (InterruptedException ended) {
                throw new InterruptedIOException("the bench is ended");
            }
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
