package dev.ephyra.bench.scenario;

import dev.ephyra.bench.Bench;
import dev.ephyra.bench.Metric;
import dev.ephyra.bench.ProcessCost;
import dev.ephyra.bench.Reading;
import dev.ephyra.bench.Scenario;
import dev.ephyra.bench.ScenarioFailure;
import dev.ephyra.bench.ServerUnderLoad;
import dev.ephyra.bench.load.HttpMessageReader;
import dev.ephyra.bench.load.LoadLoop;
import dev.ephyra.bench.load.WebhookSink;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * What is undelivered lies on the disk: ten thousand open rooms make a million events whose one webhook endpoint is dead, and
 * the memory of the server is compared with before. Then it is killed and started again, the endpoint comes back, and every
 * event must arrive in its room's order.
 */
public final class UndeliveredMemory implements Scenario {
    private static final int ROOMS = 10_000;
    private static final int EVENTS_OF_EACH = 100;
    private static final int CONNECTIONS = 64;
    // A million requests at 5,000 a second, and a million POSTs.
    private static final Duration FILLED = Duration.ofMinutes(4);
    private static final Duration SETTLE = Duration.ofSeconds(3);
    private static final Metric HEAP = Metric.atMost("live heap above idle, the 10,000 open rooms included", "MB", 100);
    private static final Metric RESIDENT = Metric.reported("resident memory above idle", "MB");
    private static final Metric READY = Metric.reported("killed and started again, to /health answered", "s");
    private static final Metric DRAINED = Metric.reported("delivered once the endpoint is back, per s", "events");

    @Override
    public String name() {
        return "undelivered-memory";
    }

    @Override
    public String work() {
        return "1,000,000 undelivered events of 10,000 rooms behind one dead endpoint";
    }

    @Override
    public List<Reading> run(Bench bench) throws IOException, ScenarioFailure {
        int rooms = bench.size(ROOMS, 100);
        int events = bench.size(EVENTS_OF_EACH, 20);
        try (ServerUnderLoad server = bench.startServer();
                LoadLoop loop = new LoadLoop()) {
            warm(loop, server.port(), bench);
            loop.turnFor(SETTLE);
            long heapBefore = server.liveHeapBytes();
            double residentBefore = ProcessCost.residentMegabytes(server.pid());

            int port = WebhookSink.freePort();
            BacklogTraffic traffic =
                    new BacklogTraffic(loop, server.port(), CONNECTIONS, rooms, events, WebhookSink.url(port, 0));
            traffic.start();
            loop.turnUntil("making the events", FILLED, traffic::isDone);
            loop.turnFor(SETTLE);
            double heap = (server.liveHeapBytes() - heapBefore) / 1e6;
            double resident = ProcessCost.residentMegabytes(server.pid()) - residentBefore;

            double drained = restartAndDeliver(server, traffic, port);
            return List.of(
                    new Reading(HEAP, heap),
                    new Reading(RESIDENT, resident),
                    new Reading(READY, server.readySeconds()),
                    new Reading(DRAINED, drained));
        }
    }

    /** Idle is not unused: its classes are loaded, its young generation was filled, the journal's memory too; 64 rooms stay. */
    private static void warm(LoadLoop loop, int port, Bench bench) throws IOException, ScenarioFailure {
        PeerChurn churn = new PeerChurn(loop, port, CONNECTIONS);
        long endNanos = System.nanoTime() + bench.warm().toNanos();
        while (System.nanoTime() - endNanos < 0) {
            churn.publish(churn.published());
            loop.turn(10);
        }
        loop.turnUntil("the last answer", SETTLE, churn::isIdle);
    }

    private static double restartAndDeliver(ServerUnderLoad server, BacklogTraffic traffic, int port)
            throws IOException, ScenarioFailure {
        server.killAndStart();
        traffic.crashed();
        try (LoadLoop loop = new LoadLoop()) {
            long made = traffic.made();
            Receiver receiver = new Receiver(traffic);
            WebhookSink.open(loop, port, receiver);
            loop.turnUntil("the delivery of " + made + " events", FILLED, () -> receiver.events >= made);
            double seconds = (System.nanoTime() - receiver.firstNanos) / 1e9;
            // What should not come would come now.
            loop.turnFor(Duration.ofMillis(200));
            traffic.check();
            return made / seconds;
        }
    }

    /** What the endpoint was told. */
    private static final class Receiver implements WebhookSink.PostHandler {
        private final BacklogTraffic traffic;
        private long firstNanos;
        private long events;

        private Receiver(BacklogTraffic traffic) {
            this.traffic = traffic;
        }

        @Override
        public void posted(int path, HttpMessageReader post, long nowNanos) throws ScenarioFailure {
            if (events == 0) {
                firstNanos = nowNanos;
            }
            events += traffic.delivered(post);
        }
    }
}
