package dev.ephyra.server.http;

import dev.ephyra.api.ApiLimits;
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
 */
public record HttpEdgeOptions(
        String host,
        int port,
        int eventLoops,
        Optional<Tls> tls,
        OriginPolicy origins,
        long bodyDeadlineMillis,
        long idleMillis) {
    /** Paths of PEM files. */
    public record Tls(String certificatePath, String keyPath) {}

    public static HttpEdgeOptions plain(String host, int port, int eventLoops) {
        return new HttpEdgeOptions(
                host,
                port,
                eventLoops,
                Optional.empty(),
                new OriginPolicy.Any(),
                ApiLimits.BODY_DEADLINE_SECONDS * 1_000L,
                ApiLimits.IDLE_CONNECTION_SECONDS * 1_000L);
    }
}
