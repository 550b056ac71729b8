package dev.ephyra.bench.scenario;

import dev.ephyra.bench.Bench;
import dev.ephyra.bench.Metric;
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
 * Rooms whose one webhook endpoint refuses connections, long enough for its breaker to probe as seldom as it ever does. Then
 * it listens: the time to its first POST, and to the last of the backlog, each room in order.
 */
public final class EndpointRecovery implements Scenario {
    private static final int ROOMS = 50;
    private static final long PER_SECOND = 500;
    // Trips at once and then probes after 2, 4, 8 and 8 s.
    private static final int DEAD_SECONDS = 30;
    private static final Duration SETTLE = Duration.ofSeconds(90);
    private static final Metric FIRST = Metric.atMost("to the first POST", "s", 10);
    private static final Metric DRAINED = Metric.reported("from that to the last of the backlog", "s");
    private static final Metric BACKLOG = Metric.reported("backlog", "events");

    @Override
    public String name() {
        return "endpoint-recovery";
    }

    @Override
    public String work() {
        return "recovery of a webhook endpoint that was dead for 30 s, 50 rooms";
    }

    @Override
    public List<Reading> run(Bench bench) throws IOException, ScenarioFailure {
        try (ServerUnderLoad server = bench.startServer();
                LoadLoop loop = new LoadLoop()) {
            int port = WebhookSink.freePort();
            LedgerTraffic traffic = new LedgerTraffic(loop, server.port(), ROOMS, number -> WebhookSink.url(port, 0));
            Receiver receiver = new Receiver(traffic);
            traffic.create();
            loop.turnUntil("making the rooms", SETTLE, traffic::isIdle);
            traffic.addPeers(loop, PER_SECOND, Duration.ofSeconds(bench.size(DEAD_SECONDS, 1)));
            loop.turnUntil("the last answer", SETTLE, traffic::isIdle);
            long backlog = traffic.events();
            WebhookSink.open(loop, port, receiver);
            long openedNanos = System.nanoTime();
            loop.turnUntil("the first POST", SETTLE, () -> receiver.events > 0);
            loop.turnUntil("the backlog", SETTLE, () -> receiver.events >= backlog);
            double drained = (System.nanoTime() - receiver.firstNanos) / 1e9;
            traffic.delete();
            loop.turnUntil("the last end", SETTLE, traffic::isIdle);
            loop.turnUntil("the delivery of everything", SETTLE, () -> receiver.events >= traffic.events());
            // What should not come would come now.
            loop.turnFor(Duration.ofMillis(200));
            traffic.check();
            return List.of(
                    new Reading(FIRST, (receiver.firstNanos - openedNanos) / 1e9),
                    new Reading(DRAINED, drained),
                    new Reading(BACKLOG, backlog));
        }
    }

    /** What the endpoint was told. */
    private static final class Receiver implements WebhookSink.PostHandler {
        private final LedgerTraffic traffic;
        private long firstNanos;
        private long events;

        private Receiver(LedgerTraffic traffic) {
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
