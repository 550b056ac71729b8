package dev.ephyra.server.webhook;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
    // By timeout, of which there are 30 at most; then in the order of their start, which is that of their deadlines.
    private final Map<Integer, Set<PostAttempt>> attempts = new HashMap<>();

    Poster(Vertx vertx, Context context, Resolver resolver, WebhookOptions options) {
        this.context = context;
        this.resolver = resolver;
        this.options = options;
        HttpClientOptions http = new HttpClientOptions()
                .setConnectTimeout(options.connectTimeoutMillis())
                .setSslHandshakeTimeout(TLS_SECONDS)
                .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
                .setVerifyHost(true);
        options.tls().applyTo(http);
        this.client = vertx.createHttpClient(http);
        this.connections = new Connections(client);
    }

    /** Posts; {@code done} hears the result once, on the context. */
    void post(OutgoingPost post, long nowNanos, Consumer<PostResult> done) {
        Set<PostAttempt> alike = attempts.computeIfAbsent(post.timeoutMillis(), _ -> new LinkedHashSet<>());
        PostAttempt[] self = new PostAttempt[1];
        PostAttempt attempt = new PostAttempt(post, nowNanos, options, result -> {
            alike.remove(self[0]);
            done.accept(result);
        });
        self[0] = attempt;
        alike.add(attempt);
        attempt.start(context, connections, resolver);
    }

    /** Ends the requests to an endpoint that are not written yet; their results say why. */
    void withdraw(String endpointId, String why) {
        List<PostAttempt> found = new ArrayList<>();
        for (Set<PostAttempt> alike : attempts.values()) {
            alike.stream().filter(attempt -> attempt.isTo(endpointId)).forEach(found::add);
        }
        found.forEach(attempt -> attempt.withdraw(why));
    }

    /** Ends the requests that are past their total deadline, and connections that were idle for long. */
    void expire(long nowNanos) {
        connections.sweep(nowNanos);
        List<PostAttempt> late = new ArrayList<>();
        for (Set<PostAttempt> alike : attempts.values()) {
            for (PostAttempt attempt : alike) {
                if (nowNanos - attempt.startNanos() < TimeUnit.MILLISECONDS.toNanos(attempt.timeoutMillis())) {
                    break;
                }
                late.add(attempt);
            }
        }
        late.forEach(PostAttempt::expire);
    }

    /** Drops all requests, without a result, and closes the connections. */
    void close() {
        attempts.values().forEach(alike -> List.copyOf(alike).forEach(PostAttempt::cancel));
        attempts.clear();
        client.close();
    }
}
