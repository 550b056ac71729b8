package dev.ephyra.bench.scenario;

import dev.ephyra.bench.ScenarioFailure;
import dev.ephyra.bench.load.HttpConnection;
import dev.ephyra.bench.load.HttpMessageReader;
import dev.ephyra.bench.load.LoadLoop;
import dev.ephyra.bench.load.NotificationReader;
import dev.ephyra.bench.load.RestRequests;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Rooms that each make so many events as fast as REST takes them, and stay small: a peer is added, removed, added. Each
 * connection has rooms of its own and goes around them. Owned by the thread of its loop.
 */
final class BacklogTraffic {
    private final List<OrderedLedger> rooms = new ArrayList<>();
    private final List<Owner> owners = new ArrayList<>();
    private final String url;
    private final int eventsOfEach;

    BacklogTraffic(LoadLoop loop, int port, int connections, int count, int eventsOfEach, String url)
            throws IOException {
        this.url = url;
        this.eventsOfEach = eventsOfEach;
        for (int index = 0; index < Math.min(connections, count); index++) {
            owners.add(new Owner(HttpConnection.open(loop, port)));
        }
        for (int number = 0; number < count; number++) {
            OrderedLedger room = new OrderedLedger("backlog-%05d".formatted(number));
            rooms.add(room);
            owners.get(number % owners.size()).rooms.add(room);
        }
    }

    /** Sends the first request of each connection; answers do the rest. */
    void start() throws IOException, ScenarioFailure {
        for (Owner owner : owners) {
            owner.next();
        }
    }

    boolean isDone() {
        return owners.stream().allMatch(Owner::isDone);
    }

    /** All rooms that REST has answered for end as the next start of a killed server ends them. */
    void crashed() {
        rooms.forEach(OrderedLedger::crashed);
    }

    /** Events that must be told. */
    long made() {
        return rooms.stream().mapToLong(OrderedLedger::made).sum();
    }

    /** Takes the body of a POST; answers how many notifications it had. */
    int delivered(HttpMessageReader post) throws ScenarioFailure {
        return NotificationReader.read(
                post, (room, bytes, offset, length) -> rooms.get(room).told(bytes, offset, length));
    }

    /** Fails unless all was told, in order, once. */
    void check() throws ScenarioFailure {
        for (OrderedLedger room : rooms) {
            ScenarioFailure.unless(room.isEven(), "room " + room.id() + ": lost, doubled or out of order");
        }
    }

    private final class Owner implements HttpConnection.AnswerHandler {
        private final HttpConnection connection;
        private final List<OrderedLedger> rooms = new ArrayList<>();
        private final List<String> peers = new ArrayList<>();
        private int step;

        private Owner(HttpConnection connection) {
            this.connection = connection;
        }

        private boolean isDone() {
            return step == rooms.size() * eventsOfEach;
        }

        private void next() throws IOException, ScenarioFailure {
            int at = step % rooms.size();
            String room = rooms.get(at).id();
            if (step < rooms.size()) {
                connection.send(RestRequests.createRoom(room, url), this);
            } else if (isAdding()) {
                connection.send(RestRequests.addPeer(room), this);
            } else {
                connection.send(RestRequests.deletePeer(room, peers.get(at)), this);
            }
        }

        private boolean isAdding() {
            return step / rooms.size() % 2 == 1;
        }

        @Override
        public void answered(HttpConnection on, HttpMessageReader answer, long nowNanos)
                throws IOException, ScenarioFailure {
            int at = step % rooms.size();
            OrderedLedger room = rooms.get(at);
            if (step < rooms.size()) {
                RestRequests.expect(201, answer);
                room.created();
                peers.add("");
            } else if (isAdding()) {
                RestRequests.expect(201, answer);
                peers.set(at, RestRequests.firstId(answer));
                room.peerAdded(peers.get(at));
            } else {
                RestRequests.expect(204, answer);
                room.peerDeleted(peers.get(at));
            }
            step++;
            if (!isDone()) {
                next();
            }
        }
    }
}
