package dev.ephyra.bench.scenario;

import dev.ephyra.bench.Bench;
import dev.ephyra.bench.Metric;
import dev.ephyra.bench.Reading;
import dev.ephyra.bench.Scenario;
import dev.ephyra.bench.ScenarioFailure;
import dev.ephyra.bench.ServerUnderLoad;
import dev.ephyra.bench.load.LoadLoop;
import dev.ephyra.bench.load.Subscriber;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Peers added and removed as fast as the slowest of many subscribers takes the notifications. Each subscriber must get
 * all of them; some are compared byte for byte.
 */
public final class FanOut implements Scenario {
    private static final int SUBSCRIBERS = 1_000;
    // Each has one change under way: at the floor an answer may take a third of a second before they are too few.
    private static final int PUBLISHERS = 256;
    // One subscriber in this many is compared; a checksum for each delivery would be most of the load.
    private static final int COMPARED = 100;
    private static final Duration SETTLE = Duration.ofSeconds(20);
    private static final Metric RATE = Metric.atLeast("deliveries", "per s", 700_000);
    private static final Metric EVENTS = Metric.reported("notifications", "per s");
    private static final Metric SIZE = Metric.reported("size of a message", "bytes");

    @Override
    public String name() {
        return "fan-out";
    }

    @Override
    public String work() {
        return "server-socket fan-out, 1,000 subscribers, saturated";
    }

    @Override
    public List<Reading> run(Bench bench) throws IOException, ScenarioFailure {
        try (ServerUnderLoad server = bench.startServer();
                LoadLoop loop = new LoadLoop()) {
            Receivers receivers = new Receivers();
            for (int index = 0; index < bench.size(SUBSCRIBERS, 50); index++) {
                receivers.add(Subscriber.open(loop, server.port(), receivers), index % COMPARED == 0);
            }
            PeerChurn churn = new PeerChurn(loop, server.port(), bench.size(PUBLISHERS, 32));
            turn(loop, churn, receivers, bench.warm());
            long publishedBefore = churn.published();
            long receivedBefore = receivers.total();
            CostWindow window = new CostWindow(server);
            turn(loop, churn, receivers, bench.measured());
            long received = receivers.total() - receivedBefore;
            List<Reading> readings = new ArrayList<>(window.end(RATE, received));
            double seconds = received / readings.getFirst().value();
            readings.add(new Reading(EVENTS, (churn.published() - publishedBefore) / seconds));
            readings.add(new Reading(SIZE, receivers.averageBytes()));
            loop.turnUntil("the last answer", SETTLE, churn::isIdle);
            loop.turnUntil("the last notification", SETTLE, () -> receivers.slowest() >= churn.published());
            // What should not come would come now.
            loop.turnFor(Duration.ofMillis(200));
            receivers.check(churn.published());
            return readings;
        }
    }

    private static void turn(LoadLoop loop, PeerChurn churn, Receivers receivers, Duration time)
            throws IOException, ScenarioFailure {
        long endNanos = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - endNanos < 0) {
            churn.publish(receivers.slowest());
            loop.turn(10);
        }
    }

    /** The subscribers. */
    private static final class Receivers implements Subscriber.NotificationHandler {
        private final List<Subscriber> all = new ArrayList<>();
        private final Map<Subscriber, CRC32> compared = new HashMap<>();
        private long bytes;

        private void add(Subscriber subscriber, boolean isCompared) {
            all.add(subscriber);
            if (isCompared) {
                compared.put(subscriber, new CRC32());
            }
        }

        @Override
        public void received(Subscriber subscriber, ByteBuffer frame, int offset, int length, long nowNanos) {
            bytes += length;
            CRC32 sum = compared.get(subscriber);
            if (sum != null) {
                sum.update(frame.slice(offset, length));
            }
        }

        private long slowest() {
            long least = Long.MAX_VALUE;
            for (Subscriber subscriber : all) {
                least = Math.min(least, subscriber.received());
            }
            return least;
        }

        private long total() {
            long sum = 0;
            for (Subscriber subscriber : all) {
                sum += subscriber.received();
            }
            return sum;
        }

        private double averageBytes() {
            return (double) bytes / total();
        }

        private void check(long published) throws ScenarioFailure {
            for (Subscriber subscriber : all) {
                ScenarioFailure.unless(
                        subscriber.received() == published,
                        published + " notifications, but a subscriber got " + subscriber.received());
            }
            long contents =
                    compared.values().stream().map(CRC32::getValue).distinct().count();
            ScenarioFailure.unless(contents == 1, "subscribers got different bytes");
        }
    }
}
