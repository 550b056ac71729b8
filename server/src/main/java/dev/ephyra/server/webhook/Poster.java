package dev.ephyra.server.webhook;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The HTTP client of the webhooks, and the total deadline of each request. Bounded by the limits of the lanes, which
 * decide how many requests are out. Owned by the dispatcher's context, on whose event loop all its connections live.
 */
final class Poster {
    private static final int TLS_SECONDS = 5;

    private final Context context;
    private final HttpClientAgent client;
    private final Connections connections;
    private final Resolver resolver;
    private final WebhookOptions options;
    // In the order of their start, which is that of their deadlines.
    private final Set<PostAttempt> attempts = new LinkedHashSet<>();

    Poster(Vertx vertx, Context context, Resolver resolver, WebhookOptions options) {
        this.context = context;
        this.resolver = resolver;
        this.options = options;
        HttpClientOptions http = new HttpClientOptions()
                .setConnectTimeout(options.connectTimeoutMillis())
                .setSslHandshakeTimeout(TLS_SECONDS)
                .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
                .setVerifyHost(true);
        this.client = vertx.createHttpClient(http);
        this.connections = new Connections(client);
    }

    /** Posts; {@code done} hears the result once, on the context. */
    void post(Target target, byte[] body, long nowNanos, Consumer<PostResult> done) {
        PostAttempt[] self = new PostAttempt[1];
        PostAttempt attempt = new PostAttempt(target, body, nowNanos, options, result -> {
            attempts.remove(self[0]);
            done.accept(result);
        });
        self[0] = attempt;
        attempts.add(attempt);
        attempt.start(context, connections, resolver);
    }

    /** Ends the requests that are past their total deadline, and connections that were idle for long. */
    void expire(long nowNanos) {
        connections.sweep(nowNanos);
        long totalNanos = TimeUnit.MILLISECONDS.toNanos(options.totalTimeoutMillis());
        Iterator<PostAttempt> oldest = attempts.iterator();
        while (oldest.hasNext()) {
            PostAttempt attempt = oldest.next();
            if (nowNanos - attempt.startNanos() < totalNanos) {
                return;
            }
            attempt.expire();
            // Ending it has changed the set.
            oldest = attempts.iterator();
        }
    }

    /** Drops all requests, without a result, and closes the connections. */
    void close() {
        List.copyOf(attempts).forEach(PostAttempt::cancel);
        attempts.clear();
        client.close();
    }
}
