package dev.ephyra.server.http;

import java.util.Optional;

/**
 * How the HTTP port behaves.
 *
 * @param host address to bind
 * @param port port to bind; 0 lets the system choose, with one event loop only
 * @param eventLoops event loops that accept; each owns its connections
 * @param tls certificate and key in PEM files; empty means plain HTTP
 * @param bodyDeadlineMillis from the head of a request to the end of its body
 * @param idleMillis how long a connection may be without a whole request head
 * @param maxConnections WebSockets included; further ones are closed at once
 */
public record HttpEdgeOptions(
        String host,
        int port,
        int eventLoops,
        Optional<Tls> tls,
        OriginPolicy origins,
        long bodyDeadlineMillis,
        long idleMillis,
        long maxConnections) {
    /** Paths of PEM files. */
    public record Tls(String certificatePath, String keyPath) {}
}
