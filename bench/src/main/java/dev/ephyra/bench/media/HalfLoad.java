package dev.ephyra.bench.media;

import dev.ephyra.bench.Bench;
import dev.ephyra.bench.Metric;
import dev.ephyra.bench.Reading;
import dev.ephyra.bench.ScenarioFailure;
import dev.ephyra.bench.ServerUnderLoad;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The same server at half of what one core can forward: how long packets are inside, by the server's own figure, and what
 * its media threads allocate. The thread of the scenario.
 */
public final class HalfLoad {
    /**
     * The server's figure is of the last 30 to 60 s, and begins anew when somebody looks, a second late each time: after so
     * long at this load, all of it is of this load, whatever was before.
     */
    private static final Duration TRANSIT_WINDOW = Duration.ofSeconds(62);

    private static final double HALF = 0.5;
    /** Of the load before: no more, however little that needed. */
    private static final double MOST_TIMES = 5;

    private static final String TRANSIT = "ephyra_media_transit_seconds";
    private static final Metric OFFERED = Metric.reported("at half load: forwarded", "per s");
    private static final Metric MEDIAN = Metric.reported("transit at half load, median", "ms");
    private static final Metric P99 = Metric.atMost("transit at half load, p99", "ms", 2);
    private static final Metric LONGEST = Metric.reported("transit at half load, longest", "ms");
    private static final Metric OURS = Metric.atMost("allocated for each outside of the JDK's cipher", "bytes", 64);
    private static final Metric CIPHER = Metric.reported("allocated for each by the JDK's cipher", "bytes");
    private static final Metric SAMPLES = Metric.reported("samples that these two rest on", "samples");

    private HalfLoad() {}

    /** Measures after {@code full} was measured. A quick run is too short for a transit of this load alone. */
    public static List<Reading> measure(
            ServerUnderLoad server, Audience audience, MediaLoad load, Forwarded full, Bench bench)
            throws IOException, ScenarioFailure {
        double rate = load.packetsPerSecond() * Math.min(MOST_TIMES, HALF / full.cores());
        audience.rate(rate);
        // There is a sample each time a thread wants memory, some dozens in a second: it takes long to tell a small
        // share.
        AllocationRecording.start(server);
        long before = audience.received();
        long beforeNanos = System.nanoTime();
        audience.run(bench.isQuick() ? bench.measured() : TRANSIT_WINDOW);
        double perSecond = (audience.received() - before) / ((System.nanoTime() - beforeNanos) / 1e9);
        String metrics = metrics(server);
        AllocationRecording allocation = AllocationRecording.stop(server);
        // A second of a busy machine may have none.
        ScenarioFailure.unless(
                bench.isQuick() || (allocation.samples() > 0 && allocation.bytesPerSecond() > 0),
                "the recording has nothing of the media threads");
        audience.check();
        double bytes = allocation.bytesPerSecond() / perSecond;
        List<Reading> readings = new ArrayList<>();
        readings.add(new Reading(OFFERED, rate * load.subscribers()));
        readings.add(new Reading(MEDIAN, transitMillis(metrics, "0.5")));
        readings.add(new Reading(P99, transitMillis(metrics, "0.99")));
        readings.add(new Reading(LONGEST, transitMillis(metrics, "1")));
        readings.add(new Reading(OURS, bytes * (1 - allocation.cipherShare())));
        readings.add(new Reading(CIPHER, bytes * allocation.cipherShare()));
        readings.add(new Reading(SAMPLES, allocation.samples()));
        return readings;
    }

    private static String metrics(ServerUnderLoad server) throws IOException {
        try (var body = URI.create("http://127.0.0.1:" + server.metricsPort() + "/metrics")
                .toURL()
                .openStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static double transitMillis(String metrics, String quantile) throws ScenarioFailure {
        return metrics.lines()
                .filter(line -> line.startsWith(TRANSIT) && line.contains("\"" + quantile + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)) * 1e3)
                .findFirst()
                .orElseThrow(() -> new ScenarioFailure("no " + TRANSIT + " in the metrics"));
    }
}
