package dev.ephyra.bench.scenario;

import dev.ephyra.bench.Bench;
import dev.ephyra.bench.Metric;
import dev.ephyra.bench.ProcessCost;
import dev.ephyra.bench.Reading;
import dev.ephyra.bench.Scenario;
import dev.ephyra.bench.ScenarioFailure;
import dev.ephyra.bench.ServerUnderLoad;
import dev.ephyra.bench.load.LoadLoop;
import java.io.IOException;
import java.util.List;

/** A server that was started and left alone, on an empty data folder. */
public final class IdleServer implements Scenario {
    private static final Metric READY = Metric.atMost("launcher started to /health answered", "s", 1);
    private static final Metric RESIDENT = Metric.atMost("resident memory", "MB", 200);
    private static final Metric CPU = Metric.reported("CPU while idle", "ms per s");

    @Override
    public String name() {
        return "idle-server";
    }

    @Override
    public String work() {
        return "idle server";
    }

    @Override
    public List<Reading> run(Bench bench) throws IOException, ScenarioFailure {
        try (ServerUnderLoad server = bench.startServer();
                LoadLoop loop = new LoadLoop()) {
            loop.turnFor(bench.measured());
            double cpuSeconds = server.cpuSeconds();
            loop.turnFor(bench.measured());
            double idleMillis =
                    (server.cpuSeconds() - cpuSeconds) * 1e3 / bench.measured().toSeconds();
            return List.of(
                    new Reading(READY, server.readySeconds()),
                    new Reading(RESIDENT, ProcessCost.residentMegabytes(server.pid())),
                    new Reading(CPU, idleMillis));
        }
    }
}
