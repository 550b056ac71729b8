package dev.ephyra.bench.scenario;

import dev.ephyra.bench.ScenarioFailure;
import dev.ephyra.bench.load.HttpConnection;
import dev.ephyra.bench.load.HttpMessageReader;
import dev.ephyra.bench.load.LoadLoop;
import dev.ephyra.bench.load.RestRequests;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Notifications of about 110 bytes without end: each connection adds a peer to a room of its own and removes it again.
 * Owned by the thread of its loop.
 */
final class PeerChurn {
    // A server keeps many more for who is slow; with so many under way it never waits for us.
    private static final int AHEAD = 2_000;

    private final List<Publisher> publishers = new ArrayList<>();
    private final Deque<Publisher> idle = new ArrayDeque<>();
    private long published;

    PeerChurn(LoadLoop loop, int port, int connections) throws IOException {
        for (int index = 0; index < connections; index++) {
            publishers.add(new Publisher(HttpConnection.open(loop, port), index));
        }
        idle.addAll(publishers);
    }

    /** Goes on, as long as what was published is not too far ahead of the {@code slowest} receiver's count. */
    void publish(long slowest) throws IOException, ScenarioFailure {
        while (!idle.isEmpty() && published + publishers.size() - idle.size() - slowest < AHEAD) {
            idle.removeFirst().publish();
        }
    }

    /** Changes that the server has answered; each made one notification. */
    long published() {
        return published;
    }

    boolean isIdle() {
        return idle.size() == publishers.size();
    }

    private final class Publisher implements HttpConnection.AnswerHandler {
        private final HttpConnection connection;
        // 64 characters, so that a message has the size that the floor speaks of.
        private final String room;
        private boolean hasRoom;
        private @Nullable String peer;

        private Publisher(HttpConnection connection, int index) {
            this.connection = connection;
            this.room = "fan-out-%03d-%s".formatted(index, "x".repeat(52));
        }

        private void publish() throws IOException, ScenarioFailure {
            if (!hasRoom) {
                connection.send(RestRequests.createRoom(room), this);
            } else if (peer == null) {
                connection.send(RestRequests.addPeer(room), this);
            } else {
                connection.send(RestRequests.deletePeer(room, peer), this);
            }
        }

        @Override
        public void answered(HttpConnection on, HttpMessageReader answer, long nowNanos) throws ScenarioFailure {
            if (peer != null) {
                RestRequests.expect(204, answer);
                peer = null;
            } else {
                RestRequests.expect(201, answer);
                peer = hasRoom ? RestRequests.firstId(answer) : null;
                hasRoom = true;
            }
            published++;
            idle.addLast(this);
        }
    }
}
