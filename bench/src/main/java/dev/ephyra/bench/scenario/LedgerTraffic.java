package dev.ephyra.bench.scenario;

import dev.ephyra.bench.ScenarioFailure;
import dev.ephyra.bench.load.HttpConnection;
import dev.ephyra.bench.load.HttpMessageReader;
import dev.ephyra.bench.load.LoadLoop;
import dev.ephyra.bench.load.NotificationReader;
import dev.ephyra.bench.load.RestRequests;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Rooms with a webhook each and a connection each, which get peers at a steady rate and are deleted at last. A ledger of each
 * holds what its webhook was told against what REST answered. Owned by the thread of its loop.
 */
final class LedgerTraffic {
    private final List<Room> rooms = new ArrayList<>();
    private final Deque<Room> idle = new ArrayDeque<>();
    private long sent;

    /** @param url of the webhook of the room with this number */
    LedgerTraffic(LoadLoop loop, int port, int count, IntFunction<String> url) throws IOException {
        for (int number = 0; number < count; number++) {
            rooms.add(new Room(HttpConnection.open(loop, port), number, url.apply(number)));
        }
    }

    /** Asks for all rooms. */
    void create() throws IOException, ScenarioFailure {
        for (Room room : rooms) {
            room.create();
        }
    }

    /** Asks for peers, each room in its turn, at {@code perSecond} for {@code time}; a busy room's turn comes later. */
    void addPeers(LoadLoop loop, long perSecond, Duration time) throws IOException, ScenarioFailure {
        long startNanos = System.nanoTime();
        long before = sent;
        for (long nanos = 0; nanos < time.toNanos(); nanos = System.nanoTime() - startNanos) {
            while (sent - before < nanos * perSecond / 1_000_000_000L && !idle.isEmpty()) {
                idle.removeFirst().addPeer();
            }
            loop.turn(1);
        }
    }

    /** Asks for the end of all rooms; nothing may be under way. */
    void delete() throws IOException, ScenarioFailure {
        for (Room room : rooms) {
            room.delete();
        }
        idle.clear();
    }

    boolean isIdle() {
        return rooms.stream().allMatch(room -> room.connection.isIdle());
    }

    /** Events that were answered, of all rooms, and the notifications that a room's end makes. */
    long events() {
        return rooms.stream().mapToLong(room -> room.events).sum();
    }

    /** Takes the body of a POST; answers how many notifications it had. */
    int delivered(HttpMessageReader post) throws ScenarioFailure {
        return NotificationReader.read(
                post, (room, bytes, offset, length) -> rooms.get(room).ledger.delivered(bytes, offset, length));
    }

    /** When the event was asked for that this room's webhook is told next; a room is told in order. Only for beginnings. */
    long nextSentNanos(int number) {
        Long nanos = rooms.get(number).sentNanos.poll();
        return nanos == null ? System.nanoTime() : nanos;
    }

    /** Fails unless all was told, in order, once. */
    void check() throws ScenarioFailure {
        for (Room room : rooms) {
            room.ledger.check();
        }
    }

    private final class Room implements HttpConnection.AnswerHandler {
        private final HttpConnection connection;
        private final RoomLedger ledger;
        private final String url;
        private final Deque<Long> sentNanos = new ArrayDeque<>();
        private boolean isCreated;
        private boolean isDeleting;
        private int peers;
        private long events;

        private Room(HttpConnection connection, int number, String url) {
            this.connection = connection;
            this.ledger = new RoomLedger("ledger-%05d".formatted(number));
            this.url = url;
        }

        private void create() throws IOException, ScenarioFailure {
            sentNanos.addLast(System.nanoTime());
            connection.send(RestRequests.createRoom(ledger.id(), url), this);
        }

        private void addPeer() throws IOException, ScenarioFailure {
            sent++;
            sentNanos.addLast(System.nanoTime());
            connection.send(RestRequests.addPeer(ledger.id()), this);
        }

        private void delete() throws IOException, ScenarioFailure {
            isDeleting = true;
            connection.send(RestRequests.deleteRoom(ledger.id()), this);
        }

        @Override
        public void answered(HttpConnection on, HttpMessageReader answer, long nowNanos) throws ScenarioFailure {
            if (isDeleting) {
                RestRequests.expect(204, answer);
                events += peers + 1;
                return;
            }
            RestRequests.expect(201, answer);
            events++;
            if (isCreated) {
                ledger.peerAdded(RestRequests.firstId(answer));
                peers++;
            } else {
                ledger.created();
                isCreated = true;
            }
            idle.addLast(this);
        }
    }
}
