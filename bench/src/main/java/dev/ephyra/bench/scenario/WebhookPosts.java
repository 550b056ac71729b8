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
import dev.ephyra.bench.load.NotificationReader;
import dev.ephyra.bench.load.RestRequests;
import dev.ephyra.bench.load.SignatureProbe;
import dev.ephyra.bench.load.WebhookSink;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Many rooms whose webhooks go to one sink, signed. First each gets its peers, which warms up; then all are deleted, and the
 * notification of each peer's end and of each room's end has to be delivered: that backlog is what is measured. The lane of a
 * room writes its position before its next request, so positions are durable all the way.
 */
public final class WebhookPosts implements Scenario {
    /** Who is posted to, and how much at once. */
    public enum Kind {
        /** The rooms' own URLs, one event in each POST. */
        SINGLE(
                "webhook-posts",
                "ordered webhook POSTs, 1,000 rooms, one event in each, signed, position durable",
                20_000),
        /** The rooms' own URLs, and they ask for batches. */
        ROOM_BATCHES("webhook-room-batches", "the same, batched, to the rooms' own URLs", 100_000),
        /** One endpoint of the deployment that takes batches. */
        ENDPOINT_BATCHES("webhook-batches", "the same, batched, to one endpoint of the deployment", 100_000);

        private final String name;
        private final String work;

        @SuppressWarnings("ImmutableEnumChecker") // a record of texts and numbers
        private final Metric rate;

        Kind(String name, String work, double floor) {
            this.name = name;
            this.work = work;
            this.rate = Metric.atLeast("events", "per s", floor);
        }
    }

    private static final int ROOMS = 1_000;
    private static final int PEERS = 200;
    private static final int CONNECTIONS = 64;
    // At a tenth of the floor, 200,000 POSTs take 100 s.
    private static final Duration DRAINED = Duration.ofMinutes(2);
    private static final Metric WHILE_FILLING = Metric.reported("events while peers are added over REST", "per s");
    private static final Metric EACH = Metric.reported("events in each POST", "");
    private static final Metric SINK = Metric.reported("connections to the sink", "");

    private final Kind kind;

    public WebhookPosts(Kind kind) {
        this.kind = kind;
    }

    @Override
    public String name() {
        return kind.name;
    }

    @Override
    public String work() {
        return kind.work;
    }

    @Override
    public List<Reading> run(Bench bench) throws IOException, ScenarioFailure {
        int peers = bench.size(PEERS, 10);
        try (ServerUnderLoad server = bench.startServer(Map.of("EPHYRA_WEBHOOK_SECRET", SignatureProbe.SECRET));
                LoadLoop loop = new LoadLoop()) {
            List<RoomLedger> rooms = new ArrayList<>();
            for (int number = 0; number < bench.size(ROOMS, 100); number++) {
                rooms.add(new RoomLedger("bench-%05d".formatted(number)));
            }
            Receiver receiver = new Receiver(rooms);
            WebhookSink sink = WebhookSink.open(loop, receiver);
            if (kind == Kind.ENDPOINT_BATCHES) {
                register(loop, server.port(), sink.url(0));
            }
            List<RoomDriver> drivers = drivers(loop, server.port(), rooms, sink, peers);
            long filled = (long) rooms.size() * (peers + 1);
            CostWindow filling = new CostWindow(server);
            for (RoomDriver driver : drivers) {
                driver.next();
            }
            loop.turnUntil("delivery while filling", DRAINED, () -> receiver.events >= filled);
            Reading whileFilling = filling.end(WHILE_FILLING, receiver.events).getFirst();
            loop.turnUntil("the last peer", DRAINED, () -> drivers.stream().allMatch(RoomDriver::isDone));
            long postsBefore = receiver.posts;
            CostWindow window = new CostWindow(server);
            for (RoomDriver driver : drivers) {
                driver.deleteRooms();
            }
            loop.turnUntil("the delivery of all ends", DRAINED, () -> receiver.events >= 2 * filled);
            List<Reading> readings = new ArrayList<>(window.end(kind.rate, receiver.events - filled));
            readings.add(new Reading(EACH, (receiver.events - filled) / (double) (receiver.posts - postsBefore)));
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

    private static void register(LoadLoop loop, int port, String url) throws IOException, ScenarioFailure {
        HttpConnection rest = HttpConnection.open(loop, port);
        rest.send(
                RestRequests.createEndpoint(url, SignatureProbe.SECRET),
                (on, answer, nowNanos) -> RestRequests.expect(201, answer));
        loop.turnUntil("registering the endpoint", DRAINED, rest::isIdle);
    }

    /** What the sink was told. */
    private static final class Receiver implements WebhookSink.PostHandler {
        private final List<RoomLedger> rooms;
        private final SignatureProbe signatures = new SignatureProbe();
        private long posts;
        private long events;

        private Receiver(List<RoomLedger> rooms) {
            this.rooms = rooms;
        }

        @Override
        public void posted(int path, HttpMessageReader post, long nowNanos) throws ScenarioFailure {
            posts++;
            signatures.posted(post);
            events += NotificationReader.read(
                    post, (room, bytes, offset, length) -> rooms.get(room).delivered(bytes, offset, length));
        }
    }

    private List<RoomDriver> drivers(LoadLoop loop, int port, List<RoomLedger> rooms, WebhookSink sink, int peers)
            throws IOException {
        List<RoomDriver> drivers = new ArrayList<>();
        for (int index = 0; index < Math.min(CONNECTIONS, rooms.size()); index++) {
            drivers.add(new RoomDriver(HttpConnection.open(loop, port), sink, peers));
        }
        for (int number = 0; number < rooms.size(); number++) {
            drivers.get(number % drivers.size()).add(number, rooms.get(number));
        }
        return drivers;
    }

    private byte[] create(String room, String url) {
        return switch (kind) {
            case SINGLE -> RestRequests.createRoom(room, url);
            case ROOM_BATCHES -> RestRequests.createBatchingRoom(room, url);
            case ENDPOINT_BATCHES -> RestRequests.createRoom(room);
        };
    }

    /** A connection with rooms of its own, so that the order of a room's changes is known: one after the other. */
    private final class RoomDriver implements HttpConnection.AnswerHandler {
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
                connection.send(create(room, urls.get(at)), this);
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
