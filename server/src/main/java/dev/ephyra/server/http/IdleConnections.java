package dev.ephyra.server.http;

import io.vertx.core.http.HttpConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Closes connections on which no request is under way for too long. Bytes do not count, whole request heads do: a client
 * that drips a header a minute is idle. Owned by its event loop.
 */
final class IdleConnections {
    /** When each connection was last left without a request. Connections with a request are not in here. */
    private final Map<HttpConnection, Long> idleSinceNanos = new HashMap<>();

    void idle(HttpConnection connection, long nowNanos) {
        idleSinceNanos.put(connection, nowNanos);
    }

    /** A request is under way, or the connection is gone or became a socket. */
    void remove(HttpConnection connection) {
        idleSinceNanos.remove(connection);
    }

    void expire(long nowNanos, long deadlineNanos) {
        List<HttpConnection> late = new ArrayList<>();
        idleSinceNanos.forEach((connection, since) -> {
            if (nowNanos - since >= deadlineNanos) {
                late.add(connection);
            }
        });
        late.forEach(HttpConnection::close);
    }
}
