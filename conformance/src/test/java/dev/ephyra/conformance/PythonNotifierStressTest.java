package dev.ephyra.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.testkit.RestClient;
import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The official notifier asserts the type of the next frame after each request, so that one event between its two
 * subscriptions ends it for good. It must survive connecting into a busy server.
 */
class PythonNotifierStressTest {
    private static final int CONNECTIONS = 100;
    // Each room makes two events; 2 callers 250 times a second each: 1,000 events/s.
    private static final int CALLERS = 2;
    private static final long PERIOD_MICROS = 4_000;

    @TempDir
    Path home;

    @Test
    void connectsAHundredTimesUnderAThousandEventsASecond() throws IOException, InterruptedException {
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home));
                RestClient rest = server.rest();
                ScheduledExecutorService load = Executors.newScheduledThreadPool(CALLERS)) {
            AtomicInteger events = new AtomicInteger();
            List<Future<?>> calling = new ArrayList<>();
            for (int caller = 0; caller < CALLERS; caller++) {
                calling.add(load.scheduleAtFixedRate(
                        () -> roomComesAndGoes(rest, events), 0, PERIOD_MICROS, TimeUnit.MICROSECONDS));
            }
            long startNanos = System.nanoTime();

            Program stress = Program.python(
                    "fishjam",
                    Map.of("SERVER_ADDRESS", "localhost:" + server.port()),
                    Duration.ofMinutes(2),
                    "src/test/python/notifier_stress.py",
                    Integer.toString(CONNECTIONS));
            double seconds = (System.nanoTime() - startNanos) / 1e9;
            calling.forEach(caller -> caller.cancel(true));

            assertThat(stress.exitCode()).as(stress.output() + server.logTail()).isZero();
            // Below this the notifier would hardly ever meet an event at the wrong moment.
            assertThat(events.get() / seconds).as("events a second").isGreaterThan(400);
        }
    }

    private static void roomComesAndGoes(RestClient rest, AtomicInteger events) {
        var created = rest.createRoom("{}");
        if (created.isSuccess()
                && rest.delete("/room/" + created.data().at("/room/id").asText())
                        .isSuccess()) {
            events.addAndGet(2);
        }
    }
}
