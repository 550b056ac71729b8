package dev.ephyra.bench.scenario;

import dev.ephyra.bench.ScenarioFailure;
import dev.ephyra.bench.load.HttpConnection;
import dev.ephyra.bench.load.HttpMessageReader;
import dev.ephyra.bench.load.LoadLoop;
import dev.ephyra.bench.load.RestRequests;
import dev.ephyra.bench.scenario.RoomModel.Kind;
import dev.ephyra.bench.scenario.RoomModel.Step;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Rooms whose peers come and go, and rooms that do, over connections that each own their rooms: so the order of a room's
 * events is known. Owned by the thread of its loop.
 */
final class RoomTraffic {
    private static final int PEERS_AT_FIRST = 2;
    private static final int MOST_PEERS = 4;
    // A room without peers is ended instead of used again once in so many times.
    private static final int ENDED_ONE_IN = 4;
    private static final long SEED = 20_251;

    private final LoadLoop loop;
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final List<Owner> owners = new ArrayList<>();
    private final Deque<Owner> idle = new ArrayDeque<>();
    private final List<RoomModel> rooms = new ArrayList<>();
    private final int roomsOfEach;
    private boolean isFilling;
    private long sent;
    private long events;

    RoomTraffic(LoadLoop loop, int port, int connections, int size) throws IOException {
        this.loop = loop;
        // Rounded up: at least so many.
        this.roomsOfEach = (size + connections - 1) / connections;
        for (int index = 0; index < connections; index++) {
            owners.add(new Owner(HttpConnection.open(loop, port)));
        }
    }

    /** Makes all rooms and their first peers; returns when all are answered. */
    void fill(Duration within) throws IOException, ScenarioFailure {
        isFilling = true;
        for (Owner owner : owners) {
            owner.next();
        }
        loop.turnUntil("making the rooms", within, this::isIdle);
        isFilling = false;
    }

    /** Sends changes until {@code count} were sent, or no connection is free. */
    void changeUpTo(long count) throws IOException, ScenarioFailure {
        while (sent < count && !idle.isEmpty()) {
            idle.removeFirst().next();
        }
    }

    long sent() {
        return sent;
    }

    /** Changes that were answered; each is one event. */
    long events() {
        return events;
    }

    boolean isIdle() {
        return idle.size() == owners.size();
    }

    /** All rooms there were, those that have ended too. */
    List<RoomModel> rooms() {
        return rooms;
    }

    /** A connection and its open rooms. */
    private final class Owner implements HttpConnection.AnswerHandler {
        private final HttpConnection connection;
        private final List<RoomModel> mine = new ArrayList<>();
        private RoomModel room = new RoomModel("");
        private Step asked = new Step(Kind.CREATED, "");

        private Owner(HttpConnection connection) {
            this.connection = connection;
        }

        private boolean isFull() {
            return mine.size() == roomsOfEach && room.peers().size() == PEERS_AT_FIRST;
        }

        private void next() throws IOException, ScenarioFailure {
            sent++;
            if (isFilling && !mine.isEmpty() && room.peers().size() < PEERS_AT_FIRST) {
                addPeer();
            } else if (mine.size() < roomsOfEach) {
                create();
            } else {
                change();
            }
        }

        private void create() throws IOException, ScenarioFailure {
            room = new RoomModel("traffic-%06d".formatted(rooms.size()));
            rooms.add(room);
            mine.add(room);
            asked = new Step(Kind.CREATED, "");
            connection.send(RestRequests.createRoom(room.id()), this);
        }

        private void change() throws IOException, ScenarioFailure {
            int index = random.nextInt(mine.size());
            room = mine.get(index);
            int peers = room.peers().size();
            if (peers == 0 && random.nextInt(ENDED_ONE_IN) == 0) {
                mine.remove(index);
                room.endAsked(System.nanoTime());
                asked = new Step(Kind.ENDED, "");
                connection.send(RestRequests.deleteRoom(room.id()), this);
            } else if (peers == 0 || (peers < MOST_PEERS && random.nextBoolean())) {
                addPeer();
            } else {
                asked = new Step(Kind.PEER_DELETED, room.peers().get(random.nextInt(peers)));
                connection.send(RestRequests.deletePeer(room.id(), asked.peer()), this);
            }
        }

        private void addPeer() throws IOException, ScenarioFailure {
            asked = new Step(Kind.PEER_ADDED, "");
            connection.send(RestRequests.addPeer(room.id()), this);
        }

        @Override
        public void answered(HttpConnection on, HttpMessageReader answer, long nowNanos)
                throws IOException, ScenarioFailure {
            boolean makes = asked.kind() == Kind.CREATED || asked.kind() == Kind.PEER_ADDED;
            RestRequests.expect(makes ? 201 : 204, answer);
            boolean isNewPeer = asked.kind() == Kind.PEER_ADDED;
            room.take(isNewPeer ? new Step(Kind.PEER_ADDED, RestRequests.firstId(answer)) : asked);
            events++;
            if (isFilling && !isFull()) {
                next();
            } else {
                idle.addLast(this);
            }
        }
    }
}
