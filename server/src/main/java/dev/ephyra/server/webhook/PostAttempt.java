package dev.ephyra.server.webhook;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One POST, from the lookup of its host to the end of the answer's body. Tries the addresses in turn until one takes the
 * connection. Ends once, with a result or silently when cancelled. Owned by the dispatcher's context.
 */
final class PostAttempt {
    private static final long RESOLVE_MILLIS = 2_000;
    // The chain of a failed handshake has four.
    private static final int MOST_CAUSES = 8;

    private final OutgoingPost post;
    private final Target target;
    private final long startNanos;
    private final WebhookOptions options;
    private final Consumer<PostResult> done;
    // While the request is on it.
    private Connections.@Nullable Lease lease;
    private boolean ended;
    private boolean written;
    private boolean isPublic = true;
    private int received;
    private byte[] kept = new byte[0];

    PostAttempt(OutgoingPost post, long startNanos, WebhookOptions options, Consumer<PostResult> done) {
        this.post = post;
        this.target = post.target();
        this.startNanos = startNanos;
        this.options = options;
        this.done = done;
    }

    long startNanos() {
        return startNanos;
    }

    int timeoutMillis() {
        return post.timeoutMillis();
    }

    boolean isTo(String endpointId) {
        return post.endpointId().equals(endpointId);
    }

    void start(Context context, Connections connections, Resolver resolver) {
        List<Route> known = target.known(startNanos);
        if (!known.isEmpty()) {
            connect(connections, known, 0);
            return;
        }
        // The lookup completes on a thread of the resolver.
        target.lookUp(resolver, options.filter())
                .timeout(RESOLVE_MILLIS, TimeUnit.MILLISECONDS)
                .onComplete(lookup -> context.runOnContext(_ -> lookedUp(connections, lookup)));
    }

    private void lookedUp(Connections connections, AsyncResult<List<Route>> lookup) {
        List<Route> found = lookup.result();
        boolean isFound = found != null && !found.isEmpty();
        List<Route> routes = isFound ? target.resolved(found, startNanos) : target.unresolved(startNanos);
        if (routes.isEmpty()) {
            String why = found == null ? reasonOf(lookup.cause()) : "no address";
            fail("cannot resolve " + target.url().host() + ": " + why);
        } else {
            connect(connections, routes, 0);
        }
    }

    private void connect(Connections connections, List<Route> routes, int tried) {
        if (ended) {
            return;
        }
        Route route = routes.get(tried);
        if (route.refusal().isPresent()) {
            onNoConnection(connections, routes, tried, route.refusal().get());
            return;
        }
        Connections.Lease kept = connections.take(route.origin(), startNanos);
        if (kept != null) {
            send(connections, route, kept);
            return;
        }
        connections.open(route).onComplete(opened -> {
            Connections.Lease fresh = opened.result();
            if (fresh == null) {
                onNoConnection(connections, routes, tried, reasonOf(opened.cause()));
            } else if (ended) {
                // Too late for this request, but good for another.
                connections.release(fresh, System.nanoTime());
            } else {
                target.prefer(route);
                send(connections, route, fresh);
            }
        });
    }

    private void onNoConnection(Connections connections, List<Route> routes, int tried, String reason) {
        if (tried + 1 < routes.size()) {
            connect(connections, routes, tried + 1);
        } else {
            fail(reason);
        }
    }

    private void send(Connections connections, Route route, Connections.Lease on) {
        lease = on;
        isPublic = route.isPublic();
        on.connection().request(route.request()).onComplete(created -> {
            HttpClientRequest request = created.result();
            if (request == null) {
                fail(reasonOf(created.cause()));
                return;
            }
            if (ended) {
                // Its connection is closed.
                return;
            }
            written = true;
            request.exceptionHandler(failure -> fail(reasonOf(failure)));
            for (OutgoingPost.Header header : post.headers()) {
                request.putHeader(header.name(), header.value());
            }
            request.send(Buffer.buffer(post.body())).onComplete(answer -> {
                HttpClientResponse response = answer.result();
                if (response == null) {
                    fail(reasonOf(answer.cause()));
                } else {
                    read(connections, on, response);
                }
            });
        });
    }

    private void read(Connections connections, Connections.Lease on, HttpClientResponse response) {
        response.exceptionHandler(failure -> fail(reasonOf(failure)));
        response.endHandler(_ -> {
            if (!ended && isKept(response)) {
                lease = null;
                connections.release(on, System.nanoTime());
            }
            answered(response);
        });
        response.handler(chunk -> {
            received += chunk.length();
            keep(response, chunk);
            if (received > options.responseBytes()) {
                answered(response);
            }
        });
    }

    /** Whether the receiver takes another request on the connection, RFC 9112 section 9.3. */
    private static boolean isKept(HttpClientResponse response) {
        return response.version() == HttpVersion.HTTP_1_1
                && !response.headers().contains(HttpHeaders.CONNECTION, HttpHeaders.CLOSE, true);
    }

    /** The beginning of what says why it was not taken. */
    private void keep(HttpClientResponse response, Buffer chunk) {
        int room = Snippet.MAX_SNIPPET_BYTES - kept.length;
        if (room > 0 && (response.statusCode() < 200 || response.statusCode() > 299)) {
            int length = Math.min(room, chunk.length());
            byte[] longer = Arrays.copyOf(kept, kept.length + length);
            chunk.getBytes(0, length, longer, kept.length);
            kept = longer;
        }
    }

    private void answered(HttpClientResponse response) {
        long nowMicros = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
        String retryAfter = response.getHeader(HttpHeaders.RETRY_AFTER);
        end(new PostResult.Answered(
                response.statusCode(),
                response.statusMessage(),
                RetryAfter.millis(retryAfter, nowMicros),
                kept,
                isPublic));
    }

    private void fail(String reason) {
        end(new PostResult.Failed(reason, false));
    }

    private void end(PostResult result) {
        if (!ended) {
            ended = true;
            closeConnection();
            done.accept(result);
        }
    }

    /** Gives up; the result says so. */
    void expire() {
        end(new PostResult.Failed("no answer within " + post.timeoutMillis() + " ms", true));
    }

    /** Gives up, unless the request is out already; the result says why. */
    void withdraw(String why) {
        if (!written) {
            fail(why);
        }
    }

    /** Gives up without a result. */
    void cancel() {
        ended = true;
        closeConnection();
    }

    /** Unless it was given back, nobody knows what would still come on it. */
    private void closeConnection() {
        Connections.Lease open = lease;
        if (open != null) {
            lease = null;
            open.connection().close();
        }
    }

    /** What went wrong and, where the failure has a cause that says more, why: a certificate's fault is in the cause. */
    private static String reasonOf(Throwable failure) {
        Throwable root = failure;
        for (int depth = 0; depth < MOST_CAUSES && root.getCause() != null; depth++) {
            root = root.getCause();
        }
        String what = messageOf(failure);
        String why = messageOf(root);
        return failure.getMessage() == null ? why : what.contains(why) ? what : what + ": " + why;
    }

    private static String messageOf(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
