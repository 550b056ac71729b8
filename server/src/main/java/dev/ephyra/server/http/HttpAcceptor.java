package dev.ephyra.server.http;

import dev.ephyra.api.ApiRequest;
import dev.ephyra.api.ApiResponse;
import dev.ephyra.api.RequestBody;
import dev.ephyra.api.operator.EventQuery;
import dev.ephyra.api.operator.OperatorAnswer;
import dev.ephyra.api.operator.OperatorApi;
import dev.ephyra.room.Moment;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts connections on one event loop, which owns everything here: reads requests, asks the API, writes answers. */
final class HttpAcceptor extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(HttpAcceptor.class);
    /** Deadlines are looked at this often, so they are late by up to a quarter of a second. */
    private static final long SWEEP_MILLIS = 250;

    /** A room's answer waits for a commit of the journal, which takes milliseconds on a disk that works. */
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(1);

    private final HttpEdgeOptions options;
    private final HttpServerOptions serverOptions;
    private final HttpEdge.Apis apis;
    private final HttpEdge.Sockets sockets;
    private final HttpTraffic traffic;
    private final ConnectionCount connections;
    private final IntConsumer bound;
    private final BodyBudget bodies = new BodyBudget();
    private final IdleConnections idle = new IdleConnections();
    private @Nullable HttpServer server;

    HttpAcceptor(
            HttpEdgeOptions options,
            HttpServerOptions serverOptions,
            HttpEdge.Apis apis,
            HttpEdge.Sockets sockets,
            HttpTraffic traffic,
            ConnectionCount connections,
            IntConsumer bound) {
        this.options = options;
        this.serverOptions = serverOptions;
        this.apis = apis;
        this.sockets = sockets;
        this.traffic = traffic;
        this.connections = connections;
        this.bound = bound;
    }

    @Override
    public Future<?> start() {
        vertx.setPeriodic(SWEEP_MILLIS, timer -> sweep());
        return vertx.createHttpServer(serverOptions)
                .connectionHandler(this::connected)
                .invalidRequestHandler(this::invalid)
                .requestHandler(this::request)
                .listen()
                .onSuccess(this::listening);
    }

    private void listening(HttpServer listening) {
        server = listening;
        bound.accept(listening.actualPort());
    }

    /** Takes nothing new and lets requests under way finish; then the connections are closed with the loop's server. */
    @Override
    public Future<?> stop() {
        HttpServer listening = server;
        return listening == null ? Future.succeededFuture() : listening.shutdown(STOP_DEADLINE);
    }

    private void sweep() {
        long nowNanos = System.nanoTime();
        bodies.expire(nowNanos, TimeUnit.MILLISECONDS.toNanos(options.bodyDeadlineMillis()));
        idle.expire(nowNanos, TimeUnit.MILLISECONDS.toNanos(options.idleMillis()));
    }

    /** Beyond the limit a client finds its connection closed: an answer would take what there is too little of. */
    private void connected(HttpConnection connection) {
        if (!connections.tryAdd()) {
            var _ = connection.close();
            return;
        }
        idle.idle(connection, System.nanoTime());
        ChannelHandlerContext vertxHandler = ((HttpServerConnection) connection).channelHandlerContext();
        vertxHandler.pipeline().addBefore(vertxHandler.name(), "request-heads", new RequestHeads());
        // The channel tells of its end whatever became of it; Vert.x does not once the connection is a WebSocket.
        var _ = vertxHandler.channel().closeFuture().addListener(_ -> {
            connections.remove();
            idle.remove(connection);
        });
    }

    private void request(HttpServerRequest request) {
        idle.remove(request.connection());
        var socket = SocketPath.of(request.path());
        if (socket.isPresent() && request.method().equals(HttpMethod.GET)) {
            upgrade(request, socket.get());
        } else if (hasBody(request)) {
            BodyReader reader = new BodyReader(
                    request,
                    bodies,
                    body -> handle(request, body),
                    refusal -> write(request, refusal),
                    System.nanoTime());
            bodies.started(reader);
            reader.start();
        } else {
            handle(request, new RequestBody.Empty());
        }
    }

    private void upgrade(HttpServerRequest request, SocketPath socket) {
        String upgrade = request.getHeader("upgrade");
        if (upgrade == null || !upgrade.toLowerCase(Locale.ROOT).contains("websocket")) {
            ApiResponse refusal = ApiResponse.error(426, "This path takes WebSocket connections only");
            write(request, refusal.with("upgrade", "websocket").with("connection", "upgrade"));
        } else if (!options.origins().allows(request.getHeader("origin"), request.getHeader("host"))) {
            write(request, ApiResponse.error(403, "Origin not allowed"));
        } else if (hasBody(request) || request.version() != HttpVersion.HTTP_1_1) {
            // RFC 6455 section 4.1 wants HTTP/1.1; a body would be taken for frames.
            write(request, ApiResponse.frameworkError(400, "Bad Request").with("connection", "close"));
        } else {
            sockets.of(socket).accept(request);
        }
    }

    /** RFC 9112 section 6: a request has a body if, and only if, one of these says so. */
    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader("content-length");
        return length != null ? !length.equals("0") : request.headers().contains("transfer-encoding");
    }

    /**
     * Hands a request to the API. The containment point of requests: what breaks in here is a fault of ours, logged
     * and answered by 500, and touches no other request.
     */
    private void handle(HttpServerRequest request, RequestBody body) {
        Context loop = context;
        Executor resume = task -> loop.runOnContext(nothing -> task.run());
        Moment now = new Moment(System.nanoTime(), TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()));
        try {
            if (OperatorApi.owns(request.path())) {
                operate(request, body, now, resume);
                return;
            }
            ApiRequest asked = asked(request, body, new CompletableFuture<>());
            var _ = apis.fishjam().handle(asked, now, resume).handle((response, failure) -> {
                write(request, failure == null ? response : broken(request, failure));
                return null;
            });
        } catch (RuntimeException e) {
            write(request, broken(request, e));
        }
    }

    private void operate(HttpServerRequest request, RequestBody body, Moment now, Executor resume) {
        CompletableFuture<Void> gone = new CompletableFuture<>();
        request.response().closeHandler(nothing -> gone.complete(null));
        if (request.response().closed()) {
            gone.complete(null);
        }
        ApiRequest asked = asked(request, body, gone);
        // What breaks at a port ends on its thread, and is written on this one.
        var _ = apis.operator()
                .handle(asked, now, resume)
                .handleAsync(
                        (answer, failure) -> {
                            if (failure != null) {
                                write(request, broken(request, failure));
                                return null;
                            }
                            switch (answer) {
                                case OperatorAnswer.Whole(ApiResponse response) -> write(request, response);
                                case OperatorAnswer.Streamed(EventQuery query) -> stream(request, query);
                            }
                            return null;
                        },
                        resume);
    }

    private void stream(HttpServerRequest request, EventQuery query) {
        if (request.version() != HttpVersion.HTTP_1_1) {
            write(request, ApiResponse.error(400, "A stream of events needs HTTP/1.1"));
        } else if (!apis.streams().tryAdd()) {
            ApiResponse refusal = ApiResponse.error(503, "Too many streams of events, or the server is shutting down");
            write(request, refusal.with("retry-after", "5"));
        } else {
            Runnable ended = () -> idle.idle(request.connection(), System.nanoTime());
            new SseStream(apis.streamed(), query, apis.streams(), traffic, context, request, ended).start();
        }
    }

    private static ApiRequest asked(HttpServerRequest request, RequestBody body, CompletionStage<Void> gone) {
        return new ApiRequest(
                request.method().name(),
                request.path(),
                request.query() == null ? "" : request.query(),
                name -> request.headers().getAll(name),
                body,
                request.remoteAddress().hostAddress(),
                gone);
    }

    private static ApiResponse broken(HttpServerRequest request, Throwable failure) {
        LOG.error("A request broke: {} {}", request.method(), request.path(), failure);
        return ApiResponse.frameworkError(500, "Internal Server Error");
    }

    private void write(HttpServerRequest request, @Nullable ApiResponse answer) {
        HttpServerResponse response = request.response();
        if (answer == null || response.ended() || response.closed()) {
            return;
        }
        idle.idle(request.connection(), System.nanoTime());
        response.setStatusCode(answer.status());
        answer.headers().forEach(response::putHeader);
        traffic.received(request);
        traffic.sent(response, answer.body().length);
        if (answer.body().length == 0) {
            response.end();
        } else if (request.method().equals(HttpMethod.HEAD)) {
            // RFC 9110 section 8.6: the length is that of the content a GET would bring.
            response.putHeader("content-length", Integer.toString(answer.body().length));
            response.end();
        } else {
            response.end(Buffer.buffer(answer.body()));
        }
    }

    /** What is no HTTP, or beyond the limits of a request's head (RFC 9112 section 3). */
    private void invalid(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        ApiResponse refusal;
        if (cause instanceof TooLongHttpLineException) {
            refusal = ApiResponse.error(414, "The request line is too long");
        } else if (cause instanceof TooLongHttpHeaderException) {
            refusal = ApiResponse.error(431, "The request headers are too large");
        } else {
            refusal = ApiResponse.frameworkError(400, "Bad Request");
        }
        write(request, refusal.with("connection", "close"));
        request.connection().close();
    }
}
