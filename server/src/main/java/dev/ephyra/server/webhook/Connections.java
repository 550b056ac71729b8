package dev.ephyra.server.webhook;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Connections to receivers, kept between requests. The last one used is taken first, so the rest time out. Vert.x has a
 * pool of its own, which takes locks and a chain of futures for each request: an eighth of its cost, measured. Owned by
 * the dispatcher's context, on whose event loop all of them live; how many are in use the lanes bound.
 */
final class Connections {
    // Below the 5 s of common receivers, so that we close an idle connection before they do while we write on it.
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(4);
    private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);
    // Half of what may be in use: 3,072 sockets together are below a fifth of the usual limit of 16,384.
    private static final int MAX_IDLE = 1_024;

    private final HttpClientAgent client;
    private final Map<Route.Origin, ArrayDeque<Lease>> idle = new HashMap<>();
    private int idleCount;
    private long sweptNanos;

    /** A connection, idle or in the hands of one request. */
    static final class Lease {
        private final Route.Origin origin;
        private final HttpClientConnection connection;
        private long idleSinceNanos;
        private boolean closed;

        private Lease(Route.Origin origin, HttpClientConnection connection) {
            this.origin = origin;
            this.connection = connection;
        }

        HttpClientConnection connection() {
            return connection;
        }
    }

    Connections(HttpClientAgent client) {
        this.client = client;
    }

    /** An idle connection that is fit for use, or null. */
    @Nullable
    Lease take(Route.Origin origin, long nowNanos) {
        ArrayDeque<Lease> waiting = idle.get(origin);
        Lease latest = waiting == null ? null : waiting.peekLast();
        if (waiting == null || latest == null || nowNanos - latest.idleSinceNanos >= IDLE_NANOS) {
            // The next sweep closes what is too old.
            return null;
        }
        waiting.removeLast();
        idleCount--;
        return latest;
    }

    Future<Lease> open(Route route) {
        return client.connect(route.connect()).map(connection -> {
            Lease lease = new Lease(route.origin(), connection);
            // Each request hears of it; without a handler every broken connection is an error in the log.
            connection.exceptionHandler(_ -> {});
            connection.closeHandler(_ -> closed(lease));
            return lease;
        });
    }

    private void closed(Lease lease) {
        lease.closed = true;
        ArrayDeque<Lease> waiting = idle.get(lease.origin);
        if (waiting != null && waiting.removeLastOccurrence(lease)) {
            idleCount--;
        }
    }

    /** Its request and answer are over, and the receiver wants another. */
    void release(Lease lease, long nowNanos) {
        if (lease.closed) {
            return;
        }
        if (idleCount >= MAX_IDLE) {
            lease.connection.close();
            return;
        }
        lease.idleSinceNanos = nowNanos;
        idle.computeIfAbsent(lease.origin, _ -> new ArrayDeque<>()).addLast(lease);
        idleCount++;
    }

    /** Closes what was idle for too long. To be called often; looks through all once a second. */
    void sweep(long nowNanos) {
        if (nowNanos - sweptNanos < SWEEP_NANOS) {
            return;
        }
        sweptNanos = nowNanos;
        for (var waiting : idle.values()) {
            Lease oldest = waiting.peekFirst();
            while (oldest != null && nowNanos - oldest.idleSinceNanos >= IDLE_NANOS) {
                waiting.removeFirst();
                idleCount--;
                oldest.connection.close();
                oldest = waiting.peekFirst();
            }
        }
        idle.values().removeIf(ArrayDeque::isEmpty);
    }
}
