package dev.ephyra.bench.scenario;

import dev.ephyra.bench.Bench;
import dev.ephyra.bench.Latencies;
import dev.ephyra.bench.Metric;
import dev.ephyra.bench.Reading;
import dev.ephyra.bench.Scenario;
import dev.ephyra.bench.ScenarioFailure;
import dev.ephyra.bench.ServerUnderLoad;
import dev.ephyra.bench.load.HttpConnection;
import dev.ephyra.bench.load.HttpMessageReader;
import dev.ephyra.bench.load.LoadLoop;
import dev.ephyra.bench.load.RestRequests;
import dev.ephyra.bench.load.Subscriber;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Rooms created over REST by connections that each wait for their 201. One subscriber counts the notifications. */
public final class RoomCreates implements Scenario {
    private static final int CONNECTIONS = 64;
    private static final Duration SETTLE = Duration.ofSeconds(20);
    private static final Metric RATE = Metric.atLeast("rooms", "per s", 12_000);
    private static final Metric P50 = Metric.reported("p50", "ms");
    private static final Metric P99 = Metric.atMost("p99", "ms", 15);

    @Override
    public String name() {
        return "room-creates";
    }

    @Override
    public String work() {
        return "durable room creates over REST, " + CONNECTIONS + " connections";
    }

    @Override
    public List<Reading> run(Bench bench) throws IOException, ScenarioFailure {
        try (ServerUnderLoad server = bench.startServer();
                LoadLoop loop = new LoadLoop()) {
            Subscriber witness =
                    Subscriber.open(loop, server.port(), (subscriber, bytes, offset, length, nowNanos) -> {});
            Creator[] creators = new Creator[CONNECTIONS];
            Tally tally = new Tally();
            for (int index = 0; index < CONNECTIONS; index++) {
                creators[index] = new Creator(HttpConnection.open(loop, server.port()), tally);
                creators[index].create();
            }
            loop.turnFor(bench.warm());
            tally.latencies.clear();
            CostWindow window = new CostWindow(server);
            loop.turnFor(bench.measured());
            List<Reading> readings = new ArrayList<>(window.end(RATE, tally.latencies.count()));
            readings.add(1, new Reading(P50, tally.latencies.millis(0.50)));
            readings.add(2, new Reading(P99, tally.latencies.millis(0.99)));
            tally.isOver = true;
            loop.turnUntil("the last answer", SETTLE, () -> tally.underWay == 0);
            loop.turnUntil("the last notification", SETTLE, () -> witness.received() >= tally.created);
            ScenarioFailure.unless(
                    witness.received() == tally.created,
                    tally.created + " rooms, but " + witness.received() + " notifications");
            return readings;
        }
    }

    private static final class Tally {
        private final Latencies latencies = new Latencies();
        private long created;
        private int underWay;
        private boolean isOver;
    }

    /** One connection. */
    private static final class Creator implements HttpConnection.AnswerHandler {
        private static final byte[] REQUEST = RestRequests.createRoom();
        private final HttpConnection connection;
        private final Tally tally;
        private long sentNanos;

        private Creator(HttpConnection connection, Tally tally) {
            this.connection = connection;
            this.tally = tally;
        }

        private void create() throws IOException, ScenarioFailure {
            tally.underWay++;
            sentNanos = System.nanoTime();
            connection.send(REQUEST, this);
        }

        @Override
        public void answered(HttpConnection on, HttpMessageReader answer, long nowNanos)
                throws IOException, ScenarioFailure {
            RestRequests.expect(201, answer);
            tally.underWay--;
            tally.created++;
            tally.latencies.record(nowNanos - sentNanos);
            if (!tally.isOver) {
                create();
            }
        }
    }
}
