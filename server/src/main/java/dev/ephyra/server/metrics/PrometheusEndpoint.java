package dev.ephyra.server.metrics;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** {@code GET /metrics} in Prometheus' text format, on a port of its own. A scrape is made on a worker thread. */
public final class PrometheusEndpoint {
    private static final String TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8";
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    // A scraper opens one connection; anything idle for a minute is not one.
    private static final int IDLE_SECONDS = 60;

    private final Vertx vertx;
    private final Supplier<String> scrape;

    /** @param scrape makes the text, on a worker thread */
    public PrometheusEndpoint(Vertx vertx, Supplier<String> scrape) {
        this.vertx = vertx;
        this.scrape = scrape;
    }

    /** Listens; fails if the port is taken. */
    public Future<HttpServer> listen(String ip, int port) {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(ip)
                .setPort(port)
                .setIdleTimeout(IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        return vertx.createHttpServer(options)
                .requestHandler(this::answer)
                .listen()
                .recover(failed -> Future.failedFuture(new IOException(
                        "cannot listen for metrics on " + ip + " port " + port + ": " + failed.getMessage(), failed)));
    }

    private void answer(HttpServerRequest request) {
        if (!request.path().equals("/metrics")) {
            request.response().setStatusCode(NOT_FOUND).end("Not Found: the metrics are at /metrics\n");
            return;
        }
        vertx.executeBlocking(scrape::get)
                .onSuccess(text -> request.response()
                        .setStatusCode(OK)
                        .putHeader("content-type", TEXT_FORMAT)
                        .end(text))
                .onFailure(failure -> request.response().setStatusCode(503).end("The metrics cannot be read\n"));
    }
}
