package dev.ephyra.sdk.notifier;

import java.net.URI;
import java.net.http.WebSocket;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one connection of a notifier, of several after each other. Those before may still have something to say, in whatever order: their
 * last bytes, their end, a success that nobody waits for any more. Owned by whoever holds the lock of its loop.
 */
final class CurrentConnection {
    private @Nullable SocketConnection connection;

    /** Whether {@code source} is the connection of now; what others say is of the past. */
    boolean isCurrent(SocketConnection source) {
        return source == connection;
    }

    /** Begins a new one. What comes of it may be told before this returns. */
    void open(Supplier<WebSocket.Builder> sockets, URI address, SocketConnection.Events events) {
        SocketConnection next = new SocketConnection(events);
        connection = next;
        next.open(sockets, address);
    }

    void send(byte[] message) {
        if (connection != null) {
            connection.send(message);
        }
    }

    void request(int messages) {
        if (connection != null) {
            connection.request(messages);
        }
    }

    /** Drops it. */
    void abort() {
        if (connection != null) {
            connection.abort();
        }
        connection = null;
    }

    /** Closes it with a word. */
    void close() {
        if (connection != null) {
            connection.close();
        }
        connection = null;
    }
}
