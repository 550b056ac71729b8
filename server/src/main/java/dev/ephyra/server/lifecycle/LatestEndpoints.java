package dev.ephyra.server.lifecycle;

import dev.ephyra.notify.endpoint.EndpointStatus;
import dev.ephyra.notify.endpoint.Endpoints;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.Supplier;

/** How the endpoints did some seconds ago, for whoever may not wait for the answer. Thread-safe. */
final class LatestEndpoints implements Supplier<List<EndpointStatus>> {
    // A scrape comes every 10 to 15 s; each look counts every lane.
    private static final long REFRESH_MILLIS = 5_000;

    private volatile List<EndpointStatus> latest = List.of();

    private LatestEndpoints() {}

    /** Looks again and again, until {@code vertx} ends. */
    static LatestEndpoints follow(Vertx vertx, Endpoints endpoints) {
        LatestEndpoints followed = new LatestEndpoints();
        vertx.setPeriodic(1, REFRESH_MILLIS, _ -> endpoints.list().thenAccept(found -> followed.latest = found));
        return followed;
    }

    @Override
    public List<EndpointStatus> get() {
        return latest;
    }
}
