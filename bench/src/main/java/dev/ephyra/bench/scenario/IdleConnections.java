package dev.ephyra.bench.scenario;

import dev.ephyra.bench.Bench;
import dev.ephyra.bench.Metric;
import dev.ephyra.bench.ProcessCost;
import dev.ephyra.bench.Reading;
import dev.ephyra.bench.Scenario;
import dev.ephyra.bench.ScenarioFailure;
import dev.ephyra.bench.ServerUnderLoad;
import dev.ephyra.bench.load.HttpConnection;
import dev.ephyra.bench.load.LoadLoop;
import dev.ephyra.bench.load.RestRequests;
import dev.ephyra.bench.load.Subscriber;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What subscribed server sockets cost while nothing happens: objects alive after a full collection. */
public final class IdleConnections implements Scenario {
    private static final int CONNECTIONS = 2_000;
    private static final int WARMING = 100;
    private static final Duration SETTLE = Duration.ofSeconds(2);
    private static final Metric HEAP = Metric.atMost("heap of each", "KB", 20);
    private static final Metric RESIDENT = Metric.reported("resident memory of each", "KB");

    @Override
    public String name() {
        return "idle-connections";
    }

    @Override
    public String work() {
        return "idle server-socket connection, of 2,000 authenticated and subscribed";
    }

    @Override
    public List<Reading> run(Bench bench) throws IOException, ScenarioFailure {
        int connections = bench.size(CONNECTIONS, 200);
        try (ServerUnderLoad server = bench.startServer();
                LoadLoop loop = new LoadLoop()) {
            try (LoadLoop warming = new LoadLoop()) {
                open(warming, server.port(), WARMING);
            }
            loop.turnFor(SETTLE);
            long bytesBefore = server.liveHeapBytes();
            double residentBefore = ProcessCost.residentMegabytes(server.pid());
            List<Subscriber> subscribers = open(loop, server.port(), connections);
            loop.turnFor(SETTLE);
            double kilobytes = (server.liveHeapBytes() - bytesBefore) / 1e3;
            double residentKilobytes = (ProcessCost.residentMegabytes(server.pid()) - residentBefore) * 1e3;
            // They must have been alive, or they would cost nothing.
            HttpConnection rest = HttpConnection.open(loop, server.port());
            rest.send(RestRequests.createRoom(), (on, answer, nowNanos) -> RestRequests.expect(201, answer));
            loop.turnUntil(
                    "a notification to each",
                    Duration.ofSeconds(10),
                    () -> subscribers.stream().allMatch(subscriber -> subscriber.received() == 1));
            return List.of(
                    new Reading(HEAP, kilobytes / connections), new Reading(RESIDENT, residentKilobytes / connections));
        }
    }

    private static List<Subscriber> open(LoadLoop loop, int port, int count) throws IOException, ScenarioFailure {
        List<Subscriber> subscribers = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            subscribers.add(Subscriber.open(loop, port, (subscriber, bytes, offset, length, nowNanos) -> {}));
        }
        return subscribers;
    }
}
