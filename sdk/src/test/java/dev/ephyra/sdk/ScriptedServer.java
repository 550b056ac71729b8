package dev.ephyra.sdk;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/**
 * The JDK's HTTP server on a free port. Answers one request after the other as it is told, the last way for all that
 * follow, and keeps what it was asked. Safe for many threads.
 */
final class ScriptedServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Asked> asked = new ArrayList<>();
    private final Queue<Script> scripts = new ArrayDeque<>();
    private final CountDownLatch closing = new CountDownLatch(1);

    private ScriptedServer(HttpServer server) {
        this.server = server;
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /** A request as it came. */
    record Asked(String method, String path, Headers headers, String body) {
        String line() {
            return method + " " + path;
        }
    }

    /** What happens to one request. */
    interface Script {
        void answer(HttpExchange exchange) throws IOException;
    }

    static ScriptedServer start(Script... scripts) {
        try {
            return new ScriptedServer(HttpServer.create(loopback(), 0)).then(scripts);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static ScriptedServer startSecure(SSLContext keys, Script... scripts) {
        try {
            HttpsServer secure = HttpsServer.create(loopback(), 0);
            secure.setHttpsConfigurator(new HttpsConfigurator(keys));
            return new ScriptedServer(secure).then(scripts);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** As the server answers that is asked for: JSON with its status. */
    static Script json(int status, String body) {
        return text(status, body, "content-type", "application/json; charset=utf-8");
    }

    /** A body with headers given as name and value in turn. */
    static Script text(int status, String body, String... headers) {
        return exchange -> {
            for (int at = 0; at < headers.length; at += 2) {
                exchange.getResponseHeaders().set(headers[at], headers[at + 1]);
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        };
    }

    static Script error(int status, String errors) {
        return json(status, "{\"errors\":\"" + errors.replace("\"", "\\\"") + "\"}");
    }

    static Script noContent() {
        return text(204, "");
    }

    /** Closes the connection without a word. */
    static Script hangUp() {
        return HttpExchange::close;
    }

    /** Promises a body, sends its beginning and closes the connection. */
    static Script truncated(int status, String body, int bytes) {
        return exchange -> {
            byte[] whole = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, whole.length);
            exchange.getResponseBody().write(whole, 0, bytes);
            exchange.getResponseBody().flush();
            exchange.close();
        };
    }

    /** Never answers, until this server is closed. */
    Script silent() {
        return exchange -> {
            awaitClosing();
            exchange.close();
        };
    }

    /** Begins an answer and never ends it, until this server is closed. */
    Script stalled() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            awaitClosing();
            exchange.close();
        };
    }

    synchronized ScriptedServer then(Script... more) {
        scripts.addAll(List.of(more));
        return this;
    }

    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    RoomApi rooms() {
        return RoomApi.create(address(), "development");
    }

    synchronized List<Asked> asked() {
        return List.copyOf(asked);
    }

    Asked lastAsked() {
        List<Asked> all = asked();
        return all.get(all.size() - 1);
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        script(new Asked(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI().getRawPath(),
                        exchange.getRequestHeaders(),
                        body))
                .answer(exchange);
    }

    private synchronized Script script(Asked request) {
        asked.add(request);
        Script next = scripts.size() > 1 ? scripts.poll() : scripts.peek();
        return next == null ? hangUp() : next;
    }

    private void awaitClosing() {
        try {
            if (!closing.await(60, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody closed this server");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
