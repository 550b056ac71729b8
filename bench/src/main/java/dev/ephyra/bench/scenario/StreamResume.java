package dev.ephyra.bench.scenario;

import dev.ephyra.bench.Bench;
import dev.ephyra.bench.Metric;
import dev.ephyra.bench.Reading;
import dev.ephyra.bench.Scenario;
import dev.ephyra.bench.ScenarioFailure;
import dev.ephyra.bench.ServerUnderLoad;
import dev.ephyra.bench.load.LoadLoop;
import dev.ephyra.bench.load.StreamSubscriber;
import dev.ephyra.bench.load.Subscriber;
import dev.ephyra.wire.ServerMessage.SubscribeRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.zip.CRC32;

/**
 * A subscriber that was away comes back with its cursor. A second one never was away: what the first catches up on must be
 * what that one was told, byte for byte. Then the same again with field 1000, whose numbers must have no gap.
 */
public final class StreamResume implements Scenario {
    private static final int MISSED = 100_000;
    private static final int CONNECTIONS = 64;
    private static final Duration SETTLE = Duration.ofSeconds(60);
    private static final Metric TIME = Metric.atMost("request sent to last notification", "s", 2);
    private static final Metric META = Metric.atMost("the same with field 1000 and parsed by the load", "s", 2);
    private static final Metric RATE = Metric.reported("notifications", "per s");
    private static final Metric CPU = Metric.reported("CPU of the server for each", "µs");

    @Override
    public String name() {
        return "stream-resume";
    }

    @Override
    public String work() {
        return "resume of 100,000 missed events over the server socket";
    }

    @Override
    public List<Reading> run(Bench bench) throws IOException, ScenarioFailure {
        int missed = bench.size(MISSED, 5_000);
        try (ServerUnderLoad server = bench.startServer();
                LoadLoop loop = new LoadLoop()) {
            Checksum live = new Checksum();
            Subscriber present = Subscriber.open(loop, server.port(), live);
            PeerChurn churn = new PeerChurn(loop, server.port(), CONNECTIONS);
            makeEvents(loop, churn, present, bench.size(20_000, 500));
            String cursor = place(loop, server.port());
            live.reset(churn.published());
            makeEvents(loop, churn, present, missed);
            long all = churn.published() - live.before;

            CRC32 resumedSum = new CRC32();
            double cpuBefore = server.cpuSeconds();
            double seconds = resume(loop, server.port(), cursor, false, all, (bytes, offset, length, nowNanos) -> {
                resumedSum.update(bytes.slice(offset, length));
            });
            double cpuMicros = (server.cpuSeconds() - cpuBefore) * 1e6;
            ScenarioFailure.unless(
                    resumedSum.getValue() == live.sum.getValue(), "what was caught up on is not what was told live");
            RoomNumbers numbers = new RoomNumbers();
            double secondsWithMeta = resume(loop, server.port(), cursor, true, all, numbers);
            return List.of(
                    new Reading(TIME, seconds),
                    new Reading(META, secondsWithMeta),
                    new Reading(RATE, all / seconds),
                    new Reading(CPU, cpuMicros / all));
        }
    }

    /** At least so many events, all of which {@code present} has got when it returns. */
    static void makeEvents(LoadLoop loop, PeerChurn churn, Subscriber present, long count)
            throws IOException, ScenarioFailure {
        long end = churn.published() + count;
        while (churn.published() < end) {
            churn.publish(present.received());
            loop.turn(10);
        }
        loop.turnUntil("the last answer", SETTLE, churn::isIdle);
        loop.turnUntil("the last notification", SETTLE, () -> present.received() == churn.published());
    }

    /** Where a subscriber is that has everything up to now. */
    static String place(LoadLoop loop, int port) throws IOException, ScenarioFailure {
        StreamSubscriber stream = StreamSubscriber.open(
                loop, port, SubscribeRequest.newBuilder().setMeta(true), (bytes, offset, length, nowNanos) -> {});
        loop.turnUntil("the answer to a stream", SETTLE, stream::isAnswered);
        stream.close();
        return stream.response().getCursor();
    }

    /** How long it took, in seconds. */
    private static double resume(
            LoadLoop loop, int port, String cursor, boolean meta, long all, StreamSubscriber.MessageHandler handler)
            throws IOException, ScenarioFailure {
        long[] lastNanos = new long[1];
        StreamSubscriber stream = StreamSubscriber.open(
                loop,
                port,
                SubscribeRequest.newBuilder().setResumeCursor(cursor).setMeta(meta),
                (bytes, offset, length, nowNanos) -> {
                    lastNanos[0] = nowNanos;
                    handler.received(bytes, offset, length, nowNanos);
                });
        loop.turnUntil("the resume of " + all + " events", SETTLE, () -> stream.received() >= all);
        double seconds = (lastNanos[0] - stream.askedNanos()) / 1e9;
        // What should not come would come now.
        loop.turnFor(Duration.ofMillis(200));
        ScenarioFailure.unless(stream.received() == all, "more was sent than was missed");
        ScenarioFailure.unless(stream.response().getRecovered(), "the resume was not recovered");
        stream.close();
        return seconds;
    }

    /** What a live subscriber was told since the sum was reset. */
    private static final class Checksum implements Subscriber.NotificationHandler {
        private final CRC32 sum = new CRC32();
        private long before;

        private void reset(long published) {
            sum.reset();
            before = published;
        }

        @Override
        public void received(Subscriber subscriber, ByteBuffer bytes, int offset, int length, long nowNanos) {
            sum.update(bytes.slice(offset, length));
        }
    }
}
