package dev.ephyra.bench.scenario;

import dev.ephyra.bench.Bench;
import dev.ephyra.bench.Latencies;
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
 * A hundred rooms with a webhook endpoint each. At first all answer; then one takes its POSTs and never answers. What that
 * adds to the latency of the others is measured in the same server, one after the other. At last the one comes back, and all
 * must have been told everything in order.
 */
public final class StalledEndpoint implements Scenario {
    private static final int ENDPOINTS = 100;
    private static final int STALLED = 0;
    private static final long PER_SECOND = 2_000;
    private static final Duration SETTLE = Duration.ofSeconds(90);
    private static final Metric RATIO = Metric.atMost("p99 of the 99 others, with to the better without", "x", 1.10);
    private static final Metric WITHOUT = Metric.reported("p99 before it stalls, from request sent to POST read", "ms");
    private static final Metric WITH = Metric.reported("p99 while it stalls", "ms");
    private static final Metric AFTER = Metric.reported("p99 once it is back", "ms");
    private static final Metric P50_WITHOUT = Metric.reported("p50 without", "ms");
    private static final Metric P50_WITH = Metric.reported("p50 with", "ms");

    @Override
    public String name() {
        return "stalled-endpoint";
    }

    @Override
    public String work() {
        return "1 stalled webhook endpoint of 100, 2,000 events/s";
    }

    @Override
    public List<Reading> run(Bench bench) throws IOException, ScenarioFailure {
        try (ServerUnderLoad server = bench.startServer();
                LoadLoop loop = new LoadLoop()) {
            int port = WebhookSink.freePort();
            LedgerTraffic traffic =
                    new LedgerTraffic(loop, server.port(), ENDPOINTS, number -> WebhookSink.url(port, number));
            Receiver receiver = new Receiver(traffic);
            WebhookSink sink = WebhookSink.open(loop, port, receiver);
            traffic.create();
            loop.turnUntil("making the rooms", SETTLE, traffic::isIdle);
            traffic.addPeers(loop, PER_SECOND, bench.warm());
            // Twice as long as other scenarios: a hundredth of the events makes the figure.
            Duration measured = bench.measured().multipliedBy(2);
            Latencies without = measure(loop, traffic, receiver, measured);
            sink.stall(STALLED);
            // Those that are lost to waiting for it are lost by then.
            traffic.addPeers(loop, PER_SECOND, bench.warm().dividedBy(2));
            Latencies with = measure(loop, traffic, receiver, measured);
            loop.turnUntil("the last answer", SETTLE, traffic::isIdle);
            sink.resume();
            loop.turnUntil("the delivery of its backlog", SETTLE, () -> receiver.events >= traffic.events());
            // The code of a young process still gets faster: what comes before alone would flatter what comes after.
            Latencies after = measure(loop, traffic, receiver, measured);
            Latencies best = after.millis(0.99) < without.millis(0.99) ? after : without;
            loop.turnUntil("the last answer", SETTLE, traffic::isIdle);
            traffic.delete();
            loop.turnUntil("the last end", SETTLE, traffic::isIdle);
            loop.turnUntil("the delivery of everything", SETTLE, () -> receiver.events >= traffic.events());
            // What should not come would come now.
            loop.turnFor(Duration.ofMillis(200));
            traffic.check();
            return List.of(
                    new Reading(RATIO, with.millis(0.99) / best.millis(0.99)),
                    new Reading(WITHOUT, without.millis(0.99)),
                    new Reading(AFTER, after.millis(0.99)),
                    new Reading(WITH, with.millis(0.99)),
                    new Reading(P50_WITHOUT, without.millis(0.50)),
                    new Reading(P50_WITH, with.millis(0.50)));
        }
    }

    private static Latencies measure(LoadLoop loop, LedgerTraffic traffic, Receiver receiver, Duration time)
            throws IOException, ScenarioFailure {
        Latencies latencies = new Latencies();
        receiver.latencies = latencies;
        traffic.addPeers(loop, PER_SECOND, time);
        receiver.latencies = new Latencies();
        return latencies;
    }

    /** What the endpoints were told. */
    private static final class Receiver implements WebhookSink.PostHandler {
        private final LedgerTraffic traffic;
        private Latencies latencies = new Latencies();
        private long events;

        private Receiver(LedgerTraffic traffic) {
            this.traffic = traffic;
        }

        @Override
        public void posted(int path, HttpMessageReader post, long nowNanos) throws ScenarioFailure {
            events += traffic.delivered(post);
            long sentNanos = traffic.nextSentNanos(path);
            if (path != STALLED) {
                latencies.record(nowNanos - sentNanos);
            }
        }
    }
}
