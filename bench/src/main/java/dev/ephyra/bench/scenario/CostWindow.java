package dev.ephyra.bench.scenario;

import dev.ephyra.bench.Metric;
import dev.ephyra.bench.ProcessCost;
import dev.ephyra.bench.Reading;
import dev.ephyra.bench.ServerUnderLoad;
import java.io.IOException;
import java.util.List;

/** The time that counts: how long it was, and what server and load used in it. Owned by the thread of its scenario. */
final class CostWindow {
    private final ServerUnderLoad server;
    private final double serverCpuSeconds;
    private final double loadCpuSeconds;
    private final long startNanos;

    /** Begins now. */
    CostWindow(ServerUnderLoad server) throws IOException {
        this.server = server;
        serverCpuSeconds = server.cpuSeconds();
        loadCpuSeconds = ProcessCost.ownCpuSeconds();
        startNanos = System.nanoTime();
    }

    /** Ends now, after {@code units} of work: the rate, and the CPU time of each. */
    List<Reading> end(Metric rate, long units) throws IOException {
        double count = (double) units;
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        double serverMicros = (server.cpuSeconds() - serverCpuSeconds) * 1e6;
        double loadMicros = (ProcessCost.ownCpuSeconds() - loadCpuSeconds) * 1e6;
        return List.of(
                new Reading(rate, count / seconds),
                new Reading(Metric.reported("CPU of the server for each", "µs"), serverMicros / count),
                new Reading(Metric.reported("CPU of the load for each", "µs"), loadMicros / count),
                new Reading(Metric.reported("cores used by the server", "cores"), serverMicros / 1e6 / seconds));
    }
}
