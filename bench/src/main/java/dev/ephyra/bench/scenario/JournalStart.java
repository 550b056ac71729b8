package dev.ephyra.bench.scenario;

import dev.ephyra.bench.Bench;
import dev.ephyra.bench.Metric;
import dev.ephyra.bench.ProcessCost;
import dev.ephyra.bench.Reading;
import dev.ephyra.bench.Scenario;
import dev.ephyra.bench.ScenarioFailure;
import dev.ephyra.bench.ServerUnderLoad;
import dev.ephyra.bench.load.LoadLoop;
import dev.ephyra.bench.load.StreamSubscriber;
import dev.ephyra.journal.JournalException;
import dev.ephyra.wire.ServerMessage.SubscribeRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A start on a journal that earlier runs have filled, a tenth of whose rooms were open when the last one was killed. Then a
 * subscriber reads the whole log: every record must be there, and an end for each room that was open.
 */
public final class JournalStart implements Scenario {
    private static final int ROOMS = 10_000;
    private static final int EVENTS_OF_EACH = 100;
    private static final Duration SETTLE = Duration.ofMinutes(2);
    private static final Metric READY = Metric.atMost("launcher started to /health answered", "s", 5);
    private static final Metric RESIDENT = Metric.reported("resident memory then", "MB");
    private static final Metric READ = Metric.reported("the whole log over the server socket, records", "per s");

    @Override
    public String name() {
        return "journal-start";
    }

    @Override
    public String work() {
        return "start with a journal of 1,000,000 events";
    }

    @Override
    public List<Reading> run(Bench bench) throws IOException, ScenarioFailure {
        Path folder = bench.newFolder("server-");
        JournalFill.Filled filled;
        try {
            filled = JournalFill.fill(
                    ServerUnderLoad.dataIn(folder).resolve("journal"), bench.size(ROOMS, 200), EVENTS_OF_EACH);
        } catch (JournalException failure) {
            ServerUnderLoad.deleteFolder(folder);
            throw new ScenarioFailure("the journal: " + failure.getMessage());
        }
        try (ServerUnderLoad server = bench.startServer(folder, Map.of());
                LoadLoop loop = new LoadLoop()) {
            double resident = ProcessCost.residentMegabytes(server.pid());
            long expected = filled.events() + filled.openRooms();
            double seconds = readAll(loop, server.port(), expected);
            return List.of(
                    new Reading(READY, server.readySeconds()),
                    new Reading(RESIDENT, resident),
                    new Reading(READ, expected / seconds));
        }
    }

    private static double readAll(LoadLoop loop, int port, long expected) throws IOException, ScenarioFailure {
        StreamSubscriber unplaced = StreamSubscriber.open(
                loop, port, SubscribeRequest.newBuilder().setResumeCursor(""), (bytes, offset, length, nowNanos) -> {});
        loop.turnUntil("the answer to a stream", SETTLE, unplaced::isAnswered);
        unplaced.close();
        RoomNumbers numbers = new RoomNumbers();
        StreamSubscriber stream = StreamSubscriber.open(
                loop,
                port,
                SubscribeRequest.newBuilder()
                        .setResumeCursor(unplaced.response().getOldestCursor())
                        .setMeta(true),
                numbers);
        loop.turnUntil("reading " + expected + " records", SETTLE, () -> stream.received() >= expected);
        double seconds = (System.nanoTime() - stream.askedNanos()) / 1e9;
        ScenarioFailure.unless(stream.response().getRecovered(), "the log is not there from its beginning");
        // What should not come would come now.
        loop.turnFor(Duration.ofMillis(200));
        ScenarioFailure.unless(stream.received() == expected, "there are more records than were written");
        return seconds;
    }
}
