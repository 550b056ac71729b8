package dev.ephyra.bench.scenario;

import dev.ephyra.bench.Bench;
import dev.ephyra.bench.Metric;
import dev.ephyra.bench.Reading;
import dev.ephyra.bench.Scenario;
import dev.ephyra.bench.ScenarioFailure;
import dev.ephyra.bench.ServerUnderLoad;
import dev.ephyra.bench.load.HttpConnection;
import dev.ephyra.bench.load.HttpMessageReader;
import dev.ephyra.bench.load.LoadLoop;
import dev.ephyra.bench.load.RestRequests;
import dev.ephyra.bench.load.WebhookSink;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Many rooms whose webhooks go to one sink. First each gets its peers, which warms up; then all are deleted, and the
 * notification of each peer's end and of each room's end has to be delivered: that backlog is what is measured. The lane of a
 * room writes its position before its next request, so positions are durable all the way.
 */
public final class WebhookPosts implements Scenario {
    private static final int ROOMS = 1_000;
    private static final int PEERS = 200;
    private static final int CONNECTIONS = 64;
    // At a tenth of the floor, 200,000 POSTs take 80 s.
    private static final Duration DRAINED = Duration.ofMinutes(2);
    private static final Metric RATE = Metric.atLeast("POSTs", "per s", 25_000);
    private static final Metric WHILE_FILLING = Metric.reported("POSTs while peers are added over REST", "per s");
    private static final Metric SINK = Metric.reported("connections to the sink", "");

    @Override
    public String name() {
        return "webhook-posts";
    }

    @Override
    public String work() {
        return "ordered webhook POSTs, 1,000 rooms, local sink, position durable";
    }

    @Override
    public List<Reading> run(Bench bench) throws IOException, ScenarioFailure {
        int peers = bench.size(PEERS, 10);
        try (ServerUnderLoad server = bench.startServer();
                LoadLoop loop = new LoadLoop()) {
            List<RoomLedger> rooms = new ArrayList<>();
            for (int number = 0; number < bench.size(ROOMS, 100); number++) {
                rooms.add(new RoomLedger("bench-%04d".formatted(number)));
            }
            Count posts = new Count();
            WebhookSink sink = WebhookSink.open(loop, (room, bytes, offset, length) -> {
                posts.value++;
                rooms.get(room).delivered(bytes, offset, length);
            });
            List<RoomDriver> drivers = drivers(loop, server.port(), rooms, sink, peers);
            long filled = (long) rooms.size() * (peers + 1);
            CostWindow filling = new CostWindow(server);
            for (RoomDriver driver : drivers) {
                driver.next();
            }
            loop.turnUntil("delivery while filling", DRAINED, () -> posts.value >= filled);
            Reading whileFilling = filling.end(WHILE_FILLING, posts.value).getFirst();
            loop.turnUntil("the last peer", DRAINED, () -> drivers.stream().allMatch(RoomDriver::isDone));
            CostWindow window = new CostWindow(server);
            for (RoomDriver driver : drivers) {
                driver.deleteRooms();
            }
            loop.turnUntil("the delivery of all ends", DRAINED, () -> posts.value >= 2 * filled);
            List<Reading> readings = new ArrayList<>(window.end(RATE, posts.value - filled));
            readings.add(whileFilling);
            readings.add(new Reading(SINK, sink.connections()));
            // What should not come would come now.
            loop.turnFor(Duration.ofMillis(200));
            for (RoomLedger room : rooms) {
                room.check();
            }
            return readings;
        }
    }

    private static List<RoomDriver> drivers(
            LoadLoop loop, int port, List<RoomLedger> rooms, WebhookSink sink, int peers) throws IOException {
        List<RoomDriver> drivers = new ArrayList<>();
        for (int index = 0; index < Math.min(CONNECTIONS, rooms.size()); index++) {
            drivers.add(new RoomDriver(HttpConnection.open(loop, port), sink, peers));
        }
        for (int number = 0; number < rooms.size(); number++) {
            drivers.get(number % drivers.size()).add(number, rooms.get(number));
        }
        return drivers;
    }

    private static final class Count {
        private long value;
    }

    /** A connection with rooms of its own, so that the order of a room's changes is known: one after the other. */
    private static final class RoomDriver implements HttpConnection.AnswerHandler {
        private final HttpConnection connection;
        private final WebhookSink sink;
        private final int peers;
        private final List<RoomLedger> rooms = new ArrayList<>();
        private final List<String> urls = new ArrayList<>();
        private int step;
        private int stepEnd;

        private RoomDriver(HttpConnection connection, WebhookSink sink, int peers) {
            this.connection = connection;
            this.sink = sink;
            this.peers = peers;
        }

        private void add(int number, RoomLedger room) {
            rooms.add(room);
            urls.add(sink.url(number));
            stepEnd = rooms.size() * (peers + 1);
        }

        private boolean isDone() {
            return step == stepEnd && connection.isIdle();
        }

        private void deleteRooms() throws IOException, ScenarioFailure {
            stepEnd += rooms.size();
            next();
        }

        /** All rooms are created, then all get one peer after the other, then all are deleted. */
        private void next() throws IOException, ScenarioFailure {
            int at = step % rooms.size();
            String room = rooms.get(at).id();
            if (step < rooms.size()) {
                connection.send(RestRequests.createRoom(room, urls.get(at)), this);
            } else if (step < rooms.size() * (peers + 1)) {
                connection.send(RestRequests.addPeer(room), this);
            } else {
                connection.send(RestRequests.deleteRoom(room), this);
            }
        }

        @Override
        public void answered(HttpConnection on, HttpMessageReader answer, long nowNanos)
                throws IOException, ScenarioFailure {
            RoomLedger room = rooms.get(step % rooms.size());
            if (step < rooms.size()) {
                RestRequests.expect(201, answer);
                room.created();
            } else if (step < rooms.size() * (peers + 1)) {
                RestRequests.expect(201, answer);
                room.peerAdded(RestRequests.firstId(answer));
            } else {
                RestRequests.expect(204, answer);
            }
            step++;
            if (step < stepEnd) {
                next();
            }
        }
    }
}
