package dev.ephyra.bench.scenario;

import dev.ephyra.bench.Bench;
import dev.ephyra.bench.Metric;
import dev.ephyra.bench.Reading;
import dev.ephyra.bench.Scenario;
import dev.ephyra.bench.ScenarioFailure;
import dev.ephyra.bench.ServerUnderLoad;
import dev.ephyra.bench.load.HttpConnection;
import dev.ephyra.bench.load.LoadLoop;
import dev.ephyra.bench.load.RestRequests;
import dev.ephyra.sdk.notifier.NotReadyException;
import dev.ephyra.sdk.notifier.Notifier;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Notifiers of the Java SDK that are connected and hear nothing, in this process: what each of them keeps. */
public final class SdkIdle implements Scenario {
    private static final int NOTIFIERS = 200;
    private static final Duration SETTLE = Duration.ofSeconds(60);
    private static final Metric SHARING = Metric.reported("memory of each, with one HttpClient for all", "KB");
    private static final Metric OWN = Metric.reported("memory of each, with the defaults", "KB");
    private static final Metric THREADS = Metric.reported("platform threads of each, with the defaults", "threads");

    /** Live heap and buffers outside of it, in bytes, and threads. */
    private record Usage(double bytes, int threads) {
        private static Usage now() {
            // The second finds what the first made unreachable by cleaning up.
            System.gc();
            System.gc();
            long bytes =
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
                bytes += pool.getMemoryUsed();
            }
            return new Usage(bytes, ManagementFactory.getThreadMXBean().getThreadCount());
        }
    }

    @Override
    public String name() {
        return "sdk-idle";
    }

    @Override
    public String work() {
        return "idle notifiers of the Java SDK";
    }

    @Override
    public List<Reading> run(Bench bench) throws IOException, ScenarioFailure {
        int count = bench.size(NOTIFIERS, 20);
        int pauseMillis = bench.size(2_000, 100);
        try (ServerUnderLoad server = bench.startServer();
                LoadLoop loop = new LoadLoop()) {
            HttpClient client = HttpClient.newHttpClient();
            // Its classes are loaded and its client has its threads.
            hear(loop, server, "warm", open(server, count, pauseMillis, Notifier.Builder::build));
            hear(
                    loop,
                    server,
                    "warm-shared",
                    open(
                            server,
                            1,
                            pauseMillis,
                            builder -> builder.httpClient(client).build()));
            Usage sharing = hear(
                    loop,
                    server,
                    "sharing",
                    open(
                            server,
                            count,
                            pauseMillis,
                            builder -> builder.httpClient(client).build()));
            Usage own = hear(loop, server, "own", open(server, count, pauseMillis, Notifier.Builder::build));
            return List.of(
                    new Reading(SHARING, sharing.bytes() / count / 1e3),
                    new Reading(OWN, own.bytes() / count / 1e3),
                    new Reading(THREADS, (double) own.threads() / count));
        }
    }

    /** Makes a notifier of what is described. */
    private interface Build {
        Notifier build(Notifier.Builder builder);
    }

    /** Notifiers that are connected, and what they need in all. */
    private record Connected(List<Notifier> notifiers, AtomicInteger heard, Usage usage) {}

    private static Connected open(ServerUnderLoad server, int count, int pauseMillis, Build build)
            throws ScenarioFailure {
        // Those before end within a second.
        pause(pauseMillis);
        Usage before = Usage.now();
        List<Notifier> notifiers = new ArrayList<>();
        AtomicInteger heard = new AtomicInteger();
        for (int index = 0; index < count; index++) {
            Notifier notifier = build.build(Notifier.builder("127.0.0.1:" + server.port(), ServerUnderLoad.TOKEN)
                    .onServerNotification(delivery -> heard.incrementAndGet()));
            var _ = notifier.connect();
            notifiers.add(notifier);
        }
        try {
            for (Notifier notifier : notifiers) {
                notifier.waitReady(SETTLE);
            }
        } catch (NotReadyException late) {
            throw new ScenarioFailure(String.valueOf(late.getMessage()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ScenarioFailure("interrupted");
        }
        // Threads that only connecting needed end, too.
        pause(pauseMillis);
        Usage after = Usage.now();
        return new Connected(
                notifiers, heard, new Usage(after.bytes() - before.bytes(), after.threads() - before.threads()));
    }

    private static void pause(int millis) throws ScenarioFailure {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ScenarioFailure("interrupted");
        }
    }

    /** Ends them, once each has heard the next notification. */
    private static Usage hear(LoadLoop loop, ServerUnderLoad server, String room, Connected connected)
            throws IOException, ScenarioFailure {
        HttpConnection rest = HttpConnection.open(loop, server.port());
        rest.send(RestRequests.createRoom(room), (on, answer, nowNanos) -> RestRequests.expect(201, answer));
        loop.turnUntil(
                "the next notification of each",
                SETTLE,
                () -> connected.heard().get() == connected.notifiers().size());
        connected.notifiers().forEach(Notifier::close);
        return connected.usage();
    }
}
