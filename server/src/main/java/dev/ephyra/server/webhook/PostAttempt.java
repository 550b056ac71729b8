package dev.ephyra.server.webhook;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One POST, from the lookup of its host to the end of the answer's body. Tries the addresses in turn until one takes the
 * connection. Ends once, with a result or silently when cancelled. Owned by the dispatcher's context.
 */
final class PostAttempt {
    private static final CharSequence PROTOBUF = HttpHeaders.createOptimized("application/x-protobuf");

    private final Target target;
    private final byte[] body;
    private final long startNanos;
    private final WebhookOptions options;
    private final Consumer<PostResult> done;
    private @Nullable HttpClientRequest request;
    private boolean ended;
    private int received;

    PostAttempt(Target target, byte[] body, long startNanos, WebhookOptions options, Consumer<PostResult> done) {
        this.target = target;
        this.body = body;
        this.startNanos = startNanos;
        this.options = options;
        this.done = done;
    }

    long startNanos() {
        return startNanos;
    }

    void start(Context context, HttpClient client, Resolver resolver) {
        Future<List<InetAddress>> known = target.addresses(resolver, startNanos);
        if (known.succeeded()) {
            connect(client, known.result(), 0);
            return;
        }
        // The lookup completes on a thread of the resolver.
        Promise<List<InetAddress>> here = Promise.promise();
        known.onComplete(lookup -> context.runOnContext(_ -> here.handle(lookup)));
        here.future()
                .onSuccess(addresses -> connect(client, addresses, 0))
                .onFailure(failure -> fail("cannot resolve " + target.url().host() + ": " + reasonOf(failure)));
    }

    private void connect(HttpClient client, List<InetAddress> addresses, int tried) {
        if (ended) {
            return;
        }
        int index = (target.preferred() + tried) % addresses.size();
        InetAddress address = addresses.get(index);
        Optional<String> refusal = options.filter().refusal(address.getAddress());
        if (refusal.isPresent()) {
            onNoConnection(client, addresses, tried, address.getHostAddress() + " is " + refusal.get());
            return;
        }
        client.request(requestTo(address)).onComplete(connected -> {
            HttpClientRequest ready = connected.result();
            if (ready == null) {
                onNoConnection(client, addresses, tried, reasonOf(connected.cause()));
            } else if (ended) {
                ready.reset();
            } else {
                target.prefer(index);
                send(ready);
            }
        });
    }

    private void onNoConnection(HttpClient client, List<InetAddress> addresses, int tried, String reason) {
        if (tried + 1 < addresses.size()) {
            connect(client, addresses, tried + 1);
        } else {
            fail(reason);
        }
    }

    /** Connects to the address that was checked, under the name that was given. */
    private RequestOptions requestTo(InetAddress address) {
        boolean literal = target.url().host().indexOf(':') >= 0;
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setServer(SocketAddress.inetSocketAddress(
                        new InetSocketAddress(nameless(address), target.url().port())))
                .setHost(
                        literal ? "[" + target.url().host() + "]" : target.url().host())
                .setPort(target.url().port())
                .setSsl(target.url().tls())
                .setURI(target.url().target())
                .setFollowRedirects(false);
    }

    /** The address without its name, so that nothing below looks the name up again. */
    private static InetAddress nameless(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException wrongLength) {
            throw new IllegalStateException("an address of no known length", wrongLength);
        }
    }

    private void send(HttpClientRequest ready) {
        request = ready;
        ready.exceptionHandler(failure -> fail(reasonOf(failure)));
        ready.putHeader(HttpHeaders.CONTENT_TYPE, PROTOBUF);
        ready.send(Buffer.buffer(body)).onComplete(answer -> {
            HttpClientResponse response = answer.result();
            if (response == null) {
                fail(reasonOf(answer.cause()));
            } else {
                read(ready, response);
            }
        });
    }

    private void read(HttpClientRequest ready, HttpClientResponse response) {
        response.exceptionHandler(failure -> fail(reasonOf(failure)));
        response.endHandler(_ -> answered(response));
        response.handler(chunk -> {
            received += chunk.length();
            if (received > options.responseBytes()) {
                answered(response);
                ready.connection().close();
            }
        });
    }

    private void answered(HttpClientResponse response) {
        end(new PostResult.Answered(response.statusCode(), response.statusMessage()));
    }

    private void fail(String reason) {
        end(new PostResult.Failed(reason));
    }

    private void end(PostResult result) {
        if (!ended) {
            ended = true;
            done.accept(result);
        }
    }

    /** Gives up; the result says so. */
    void expire() {
        fail("no answer within " + options.totalTimeoutMillis() + " ms");
        closeConnection();
    }

    /** Gives up without a result. */
    void cancel() {
        ended = true;
        closeConnection();
    }

    private void closeConnection() {
        HttpClientRequest open = request;
        if (open != null) {
            open.connection().close();
        }
    }

    private static String reasonOf(Throwable failure) {
        Throwable cause = failure.getCause() != null && failure.getMessage() == null ? failure.getCause() : failure;
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
