package dev.ephyra.bench.scenario;

import dev.ephyra.bench.Bench;
import dev.ephyra.bench.Metric;
import dev.ephyra.bench.Reading;
import dev.ephyra.bench.Scenario;
import dev.ephyra.bench.ScenarioFailure;
import dev.ephyra.bench.ServerUnderLoad;
import dev.ephyra.bench.load.LoadLoop;
import dev.ephyra.bench.load.Subscriber;
import dev.ephyra.sdk.notifier.CursorStore;
import dev.ephyra.sdk.notifier.Notifier;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** An application that was away comes back with its cursor, over the Java SDK's notifier with its defaults. */
public final class SdkResume implements Scenario {
    private static final int MISSED = 100_000;
    private static final int CONNECTIONS = 64;
    private static final Duration SETTLE = Duration.ofSeconds(60);
    private static final Metric TIME = Metric.atMost("connect() called to last notification handled", "s", 2);
    private static final Metric RATE = Metric.reported("notifications", "per s");

    @Override
    public String name() {
        return "sdk-resume";
    }

    @Override
    public String work() {
        return "resume of 100,000 missed events over the Java SDK's notifier";
    }

    @Override
    public List<Reading> run(Bench bench) throws IOException, ScenarioFailure {
        try (ServerUnderLoad server = bench.startServer();
                LoadLoop loop = new LoadLoop()) {
            Subscriber present =
                    Subscriber.open(loop, server.port(), (subscriber, bytes, offset, length, nowNanos) -> {});
            PeerChurn churn = new PeerChurn(loop, server.port(), CONNECTIONS);
            StreamResume.makeEvents(loop, churn, present, bench.size(20_000, 500));
            String cursor = StreamResume.place(loop, server.port());
            long before = churn.published();
            StreamResume.makeEvents(loop, churn, present, bench.size(MISSED, 5_000));
            long all = churn.published() - before;
            double seconds = resume(loop, server.port(), cursor, all);
            return List.of(new Reading(TIME, seconds), new Reading(RATE, all / seconds));
        }
    }

    /** How long it took, in seconds. */
    private static double resume(LoadLoop loop, int port, String cursor, long all) throws IOException, ScenarioFailure {
        CursorStore store = CursorStore.memory();
        store.save(cursor);
        AtomicLong handled = new AtomicLong();
        AtomicLong gaps = new AtomicLong();
        AtomicLong lastNanos = new AtomicLong();
        try (Notifier notifier = Notifier.builder("127.0.0.1:" + port, ServerUnderLoad.TOKEN)
                .cursorStore(store)
                .onServerNotification(delivery -> {
                    if (handled.incrementAndGet() == all) {
                        lastNanos.set(System.nanoTime());
                    }
                })
                .onGap(gap -> gaps.incrementAndGet())
                .build()) {
            long startNanos = System.nanoTime();
            var _ = notifier.connect();
            loop.turnUntil("the resume of " + all + " events", SETTLE, () -> lastNanos.get() != 0);
            // What should not come would come now.
            loop.turnFor(Duration.ofMillis(200));
            ScenarioFailure.unless(handled.get() == all, "more was handed over than was missed");
            ScenarioFailure.unless(gaps.get() == 0, "a gap was told");
            return (lastNanos.get() - startNanos) / 1e9;
        }
    }
}
