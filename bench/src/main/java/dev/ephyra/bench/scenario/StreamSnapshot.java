package dev.ephyra.bench.scenario;

import dev.ephyra.bench.Bench;
import dev.ephyra.bench.Metric;
import dev.ephyra.bench.Reading;
import dev.ephyra.bench.Scenario;
import dev.ephyra.bench.ScenarioFailure;
import dev.ephyra.bench.ServerUnderLoad;
import dev.ephyra.bench.load.LoadLoop;
import dev.ephyra.bench.load.StreamSubscriber;
import dev.ephyra.wire.ServerMessage.SubscribeRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Subscribers ask for all rooms while peers and rooms come and go at a steady rate. What each was told, snapshot and
 * notifications together, must be exactly the model's history of every room: nothing twice, nothing left out.
 */
public final class StreamSnapshot implements Scenario {
    private static final int ROOMS = 10_000;
    private static final int CONNECTIONS = 64;
    private static final int SNAPSHOTS = 3;
    private static final long PERIOD_NANOS = TimeUnit.MICROSECONDS.toNanos(200);
    private static final Duration SETTLE = Duration.ofSeconds(60);
    private static final Metric TIME = Metric.atMost("request sent to last part, the longest of 3", "s", 1);
    private static final Metric RATE = Metric.atLeast("events meanwhile", "per s", 4_750);
    private static final Metric SIZE = Metric.reported("size", "MB");
    private static final Metric COST =
            Metric.reported("CPU of the server for one snapshot and the events meanwhile", "ms");

    @Override
    public String name() {
        return "stream-snapshot";
    }

    @Override
    public String work() {
        return "snapshot of 10,000 rooms while 5,000 events/s arrive";
    }

    @Override
    public List<Reading> run(Bench bench) throws IOException, ScenarioFailure {
        try (ServerUnderLoad server = bench.startServer();
                LoadLoop loop = new LoadLoop()) {
            RoomTraffic traffic = new RoomTraffic(loop, server.port(), CONNECTIONS, bench.size(ROOMS, 500));
            traffic.fill(SETTLE);
            Pace pace = new Pace(loop, traffic);
            pace.run(bench.warm());
            List<SnapshotReceiver> receivers = new ArrayList<>();
            double longest = 0;
            double cpuSeconds = server.cpuSeconds();
            long before = traffic.events();
            long startNanos = System.nanoTime();
            for (int count = 0; count < SNAPSHOTS; count++) {
                SnapshotReceiver receiver = new SnapshotReceiver();
                StreamSubscriber stream = StreamSubscriber.open(
                        loop,
                        server.port(),
                        SubscribeRequest.newBuilder().setMeta(true).setSnapshot(true),
                        receiver);
                pace.runUntilWhole(receiver);
                longest = Math.max(longest, (receiver.wholeNanos() - stream.askedNanos()) / 1e9);
                receivers.add(receiver);
            }
            double cost = (server.cpuSeconds() - cpuSeconds) * 1e3 / SNAPSHOTS;
            pace.run(Duration.ofSeconds(1));
            double rate = (traffic.events() - before) / ((System.nanoTime() - startNanos) / 1e9);
            loop.turnUntil("the last answer", SETTLE, traffic::isIdle);
            for (SnapshotReceiver receiver : receivers) {
                loop.turnUntil("the last notification", SETTLE, () -> receiver.hasAllOf(traffic.rooms()));
            }
            // What should not come would come now.
            loop.turnFor(Duration.ofMillis(200));
            for (SnapshotReceiver receiver : receivers) {
                receiver.check(traffic.rooms());
            }
            return List.of(
                    new Reading(TIME, longest),
                    new Reading(RATE, rate),
                    new Reading(SIZE, receivers.getFirst().snapshotBytes() / 1e6),
                    new Reading(COST, cost));
        }
    }

    /** Events at their rate from the first run on, as long as there are free connections; what is late is made up for at once. */
    private static final class Pace {
        private final LoadLoop loop;
        private final RoomTraffic traffic;
        private final long sentBefore;
        private final long startNanos = System.nanoTime();

        private Pace(LoadLoop loop, RoomTraffic traffic) {
            this.loop = loop;
            this.traffic = traffic;
            this.sentBefore = traffic.sent();
        }

        private void run(Duration time) throws IOException, ScenarioFailure {
            long endNanos = System.nanoTime() + time.toNanos();
            for (long nowNanos = System.nanoTime(); nowNanos - endNanos < 0; nowNanos = System.nanoTime()) {
                traffic.changeUpTo(sentBefore + (nowNanos - startNanos) / PERIOD_NANOS);
                loop.turn(1);
            }
        }

        private void runUntilWhole(SnapshotReceiver receiver) throws IOException, ScenarioFailure {
            long endNanos = System.nanoTime() + SETTLE.toNanos();
            while (receiver.wholeNanos() == 0) {
                ScenarioFailure.unless(System.nanoTime() - endNanos < 0, "no snapshot within " + SETTLE);
                run(Duration.ofMillis(5));
            }
        }
    }
}
