package dev.ephyra.server.http;

import dev.ephyra.api.Api;
import dev.ephyra.api.ApiLimits;
import dev.ephyra.api.operator.EventLog;
import dev.ephyra.api.operator.OperatorApi;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The HTTP port: one acceptor on each of some event loops, all on one address. Owned by whoever opened it.
 */
public final class HttpEdge {
    private final Vertx vertx;
    private final String deployment;
    private final int port;
    private final HttpTraffic traffic;

    private HttpEdge(Vertx vertx, String deployment, int port, HttpTraffic traffic) {
        this.vertx = vertx;
        this.deployment = deployment;
        this.port = port;
        this.traffic = traffic;
    }

    /** Who takes the upgrades of the two sockets. Called on the connection's event loop, origin checked. */
    public record Sockets(Consumer<HttpServerRequest> server, Consumer<HttpServerRequest> peer) {
        Consumer<HttpServerRequest> of(SocketPath path) {
            return switch (path) {
                case SERVER -> server;
                case PEER -> peer;
            };
        }
    }

    /**
     * What answers requests.
     *
     * @param streamed where streams of events are read
     * @param streams counts them
     */
    public record Apis(Api fishjam, OperatorApi operator, EventLog streamed, StreamCount streams) {}

    /** Binds the port; fails if it is taken or a certificate cannot be read. */
    public static Future<HttpEdge> open(Vertx vertx, HttpEdgeOptions options, Apis apis, Sockets sockets) {
        AtomicInteger port = new AtomicInteger();
        HttpTraffic traffic = new HttpTraffic();
        ConnectionCount connections = new ConnectionCount(options.maxConnections());
        Supplier<Deployable> acceptor =
                () -> new HttpAcceptor(options, serverOptions(options), apis, sockets, traffic, connections, port::set);
        return vertx.deployVerticle(acceptor, new DeploymentOptions().setInstances(options.eventLoops()))
                .map(deployment -> new HttpEdge(vertx, deployment, port.get(), traffic))
                .recover(failed -> Future.failedFuture(new IOException(
                        "cannot listen on " + options.host() + " port " + options.port() + ": " + failed.getMessage(),
                        failed)));
    }

    /** The port that is bound. */
    public int port() {
        return port;
    }

    /** What went in and out. */
    public HttpTraffic traffic() {
        return traffic;
    }

    /** Closes the port and every connection. */
    public Future<Void> close() {
        return vertx.undeploy(deployment);
    }

    private static HttpServerOptions serverOptions(HttpEdgeOptions options) {
        HttpServerOptions server = new HttpServerOptions()
                .setHost(options.host())
                .setPort(options.port())
                .setMaxInitialLineLength(ApiLimits.MAX_REQUEST_LINE_CHARS)
                .setMaxHeaderSize(ApiLimits.MAX_HEADER_BYTES)
                .setMaxFormFields(ApiLimits.MAX_FORM_FIELDS)
                .setMaxFormAttributeSize(ApiLimits.MAX_JSON_STRING_CHARS)
                // HTTP/1.1 only: a surface that no SDK uses needs no limits of its own.
                .setHttp2ClearTextEnabled(false)
                .setUseAlpn(false)
                // Answers and notifications are small and must not wait for each other.
                .setTcpNoDelay(true);
        options.tls()
                .ifPresent(tls -> server.setSsl(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .setCertPath(tls.certificatePath())
                                .setKeyPath(tls.keyPath())));
        return server;
    }
}
