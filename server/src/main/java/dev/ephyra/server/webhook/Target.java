package dev.ephyra.server.webhook;

import dev.ephyra.notify.lane.AddressFilter;
import dev.ephyra.notify.lane.WebhookUrl;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One URL and what is known of its addresses. Owned by the dispatcher's context. */
final class Target {
    // Short, so that a receiver that moved is found; long against the 25,000 requests that may share one lookup.
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final WebhookUrl url;
    private List<Route> routes = List.of();
    private long resolvedNanos;
    private int preferred;

    Target(WebhookUrl url) {
        this.url = url;
    }

    WebhookUrl url() {
        return url;
    }

    /** The ways to the addresses, if the last lookup is fresh; else empty. */
    List<Route> known(long nowNanos) {
        return nowNanos - resolvedNanos < FRESH_NANOS ? routes : List.of();
    }

    /** Looks the host up. The result comes on a thread of the resolver: hand it to {@link #resolved}. */
    Future<List<Route>> lookUp(Resolver resolver, AddressFilter filter) {
        return Future.fromCompletionStage(resolver.resolve(url.host()))
                .map(found -> found.stream()
                        .map(address -> Route.of(url, address, filter))
                        .toList());
    }

    void resolved(List<Route> found, long nowNanos) {
        routes = found;
        resolvedNanos = nowNanos;
        preferred = 0;
    }

    /** Which address to try first: the one that last took a connection. */
    int preferred() {
        return preferred;
    }

    void prefer(int index) {
        preferred = index;
    }
}
