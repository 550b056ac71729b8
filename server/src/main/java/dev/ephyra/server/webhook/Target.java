package dev.ephyra.server.webhook;

import dev.ephyra.notify.lane.AddressFilter;
import dev.ephyra.notify.lane.WebhookUrl;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One URL and what is known of its addresses. Owned by the dispatcher's context. */
final class Target {
    // Short, so that a receiver that moved is found; long against the 25,000 requests that may share one lookup.
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(10);
    // A name server that fails for a while stops no delivery. An address that was given up may be somebody else's then.
    private static final long MAX_STALE_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final WebhookUrl url;
    private List<Route> routes = List.of();
    private long resolvedNanos;
    private long knownUntilNanos;
    // What last took a connection.
    private Route.@Nullable Origin preferred;

    Target(WebhookUrl url) {
        this.url = url;
    }

    WebhookUrl url() {
        return url;
    }

    /** The ways to the addresses, the first to be tried first, if the last lookup is fresh; else empty. */
    List<Route> known(long nowNanos) {
        return nowNanos - knownUntilNanos < 0 ? inOrder() : List.of();
    }

    /** Looks the host up. The result comes on a thread of the resolver: hand it to {@link #resolved}. */
    Future<List<Route>> lookUp(Resolver resolver, AddressFilter filter) {
        return Future.fromCompletionStage(resolver.resolve(url.host()))
                .map(found -> found.stream()
                        .map(address -> Route.of(url, address, filter))
                        .toList());
    }

    /** The host was found; the ways to be tried, in order. */
    List<Route> resolved(List<Route> found, long nowNanos) {
        routes = found;
        resolvedNanos = nowNanos;
        knownUntilNanos = nowNanos + FRESH_NANOS;
        return inOrder();
    }

    /** The host was not found: what the last lookup gave, if it is not too old, until the next one; else empty. */
    List<Route> unresolved(long nowNanos) {
        if (routes.isEmpty() || nowNanos - resolvedNanos >= MAX_STALE_NANOS) {
            return List.of();
        }
        knownUntilNanos = nowNanos + FRESH_NANOS;
        return inOrder();
    }

    /** From the preferred one on: an address that swallows connections costs seconds each time it is tried. */
    private List<Route> inOrder() {
        for (int first = 1; first < routes.size(); first++) {
            if (routes.get(first).origin().equals(preferred)) {
                List<Route> turned = new ArrayList<>(routes.subList(first, routes.size()));
                turned.addAll(routes.subList(0, first));
                return turned;
            }
        }
        return routes;
    }

    /** It took a connection. */
    void prefer(Route route) {
        preferred = route.origin();
    }
}
