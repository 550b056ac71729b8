package dev.ephyra.server.webhook;

import dev.ephyra.notify.lane.WebhookUrl;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One URL and what is known of its addresses. Owned by the dispatcher's context. */
final class Target {
    // Short, so that a receiver that moved is found; long against the 25,000 requests that may share one lookup.
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final WebhookUrl url;
    private List<InetAddress> addresses = List.of();
    private long resolvedNanos;
    private int preferred;

    Target(WebhookUrl url) {
        this.url = url;
    }

    WebhookUrl url() {
        return url;
    }

    /** The addresses, from memory if they are fresh, starting with the one that last took a connection. */
    Future<List<InetAddress>> addresses(Resolver resolver, long nowNanos) {
        if (!addresses.isEmpty() && nowNanos - resolvedNanos < FRESH_NANOS) {
            return Future.succeededFuture(addresses);
        }
        return Future.fromCompletionStage(resolver.resolve(url.host())).map(found -> {
            addresses = List.copyOf(found);
            resolvedNanos = nowNanos;
            preferred = 0;
            return addresses;
        });
    }

    /** Which address to try first. */
    int preferred() {
        return preferred;
    }

    void prefer(int index) {
        preferred = index;
    }
}
