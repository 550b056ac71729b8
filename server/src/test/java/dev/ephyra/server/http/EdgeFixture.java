package dev.ephyra.server.http;

import dev.ephyra.api.Api;
import dev.ephyra.api.ApiSettings;
import dev.ephyra.api.AuthFailureLimit;
import dev.ephyra.api.ComponentFiles;
import dev.ephyra.api.HealthSource;
import dev.ephyra.api.PeerTokens;
import dev.ephyra.api.ServerTokenCheck;
import dev.ephyra.api.operator.Backups;
import dev.ephyra.api.operator.DurableConsumers;
import dev.ephyra.api.operator.EventLog;
import dev.ephyra.api.operator.OperatorApi;
import dev.ephyra.notify.endpoint.Deliveries;
import dev.ephyra.notify.endpoint.Endpoints;
import dev.ephyra.notify.endpoint.TestEvents;
import dev.ephyra.server.socket.OpenSockets;
import dev.ephyra.server.socket.WebSocketHandler;
import dev.ephyra.server.socket.WebSocketUpgrade;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A real port over rooms in memory, and a client that writes bytes as they are. */
final class EdgeFixture implements AutoCloseable {
    static final String AUTHORIZATION = "Authorization: Bearer secret\r\n";

    private final Vertx vertx = Vertx.vertx();
    private final HttpEdge edge;
    final StreamCount streams = new StreamCount(2);

    EdgeFixture(OriginPolicy origins, long bodyDeadlineMillis, long idleMillis) {
        this(origins, bodyDeadlineMillis, idleMillis, 1_000);
    }

    EdgeFixture(int port) {
        this(port, new OriginPolicy.Any(), 1_000, 5_000, 1_000);
    }

    EdgeFixture(OriginPolicy origins, long bodyDeadlineMillis, long idleMillis, long maxConnections) {
        this(0, origins, bodyDeadlineMillis, idleMillis, maxConnections);
    }

    private EdgeFixture(int port, OriginPolicy origins, long bodyDeadlineMillis, long idleMillis, long maxConnections) {
        this(
                new HttpEdgeOptions(
                        "127.0.0.1",
                        port,
                        1,
                        Optional.empty(),
                        origins,
                        bodyDeadlineMillis,
                        idleMillis,
                        maxConnections),
                unasked(EventLog.class),
                unasked(EventLog.class));
    }

    /** One with a log of events. */
    EdgeFixture(EventLog requested, EventLog streamed) {
        this(
                new HttpEdgeOptions("127.0.0.1", 0, 1, Optional.empty(), new OriginPolicy.Any(), 1_000, 5_000, 1_000),
                requested,
                streamed);
    }

    private EdgeFixture(HttpEdgeOptions options, EventLog requested, EventLog streamed) {
        ApiSettings settings = new ApiSettings("localhost:5002", true, Set.of(), "0.1.0", "dev");
        Api api = Api.of(new Api.Parts(
                new MemoryRooms(),
                settings,
                new RandomIds(),
                new PeerTokens("key base"),
                new ServerTokenCheck("secret"),
                new AuthFailureLimit(),
                () -> new HealthSource.Health(true, "ok", 0),
                unasked(ComponentFiles.class),
                () -> true));
        HttpEdge.Sockets sockets = new HttpEdge.Sockets(says("server"), EdgeFixture::peer);
        HttpEdge.Apis apis = new HttpEdge.Apis(api, operator(requested), streamed, streams);
        edge = HttpEdge.open(vertx, options, apis, sockets).await();
    }

    private static OperatorApi operator(EventLog log) {
        return OperatorApi.of(new OperatorApi.Parts(
                new MemoryRooms(),
                log,
                unasked(Endpoints.class),
                unasked(Deliveries.class),
                unasked(DurableConsumers.class),
                unasked(TestEvents.class),
                unasked(Backups.class),
                new ServerTokenCheck("secret"),
                new AuthFailureLimit(),
                "0.1.0"));
    }

    /** Stands where nothing is asked; a question fails the request. */
    private static <T> T unasked(Class<T> port) {
        Object answer = Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, (_, method, _) -> {
            throw new UnsupportedOperationException(method.getName());
        });
        return port.cast(answer);
    }

    /** Stands in for a socket: answers the request with its name. */
    private static Consumer<HttpServerRequest> says(String name) {
        return request -> request.response().end(name);
    }

    /** Opens a WebSocket for those who ask for one properly. */
    private static void peer(HttpServerRequest request) {
        if (request.getHeader("sec-websocket-key") == null) {
            says("peer").accept(request);
        } else {
            WebSocketUpgrade.accept(request, 100, new OpenSockets(10), _ -> new SilentHandler())
                    .otherwiseEmpty();
        }
    }

    /** Hears everything and does nothing. */
    private static final class SilentHandler implements WebSocketHandler {
        @Override
        public void onBinary(byte[] message) {}

        @Override
        public void onText(String message) {}

        @Override
        public void onPong(byte[] payload) {}

        @Override
        public void onShutdown(int code, String reason) {}

        @Override
        public void onClosed(int code, String reason) {}
    }

    int port() {
        return edge.port();
    }

    Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.port());
        // A failing test ends instead of waiting.
        socket.setSoTimeout(10_000);
        return socket;
    }

    /** Sends bytes on a new connection and reads until the server closes it: send {@code Connection: close}. */
    String exchange(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return readAll(socket);
        }
    }

    static String readAll(Socket socket) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        in.transferTo(all);
        return all.toString(StandardCharsets.UTF_8);
    }

    /** Reads until {@code end} has come. */
    static String readUntil(Socket socket, String end) throws IOException {
        StringBuilder all = new StringBuilder();
        while (all.indexOf(end) < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                return all + "<closed>";
            }
            all.append((char) next);
        }
        return all.toString();
    }

    static String request(String line, String headers, String body) {
        return line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + AUTHORIZATION + headers + "\r\n" + body;
    }

    static String post(String path, String contentType, String body) {
        String headers = "Content-Type: " + contentType + "\r\nContent-Length: " + body.length() + "\r\n";
        return request("POST " + path, headers, body);
    }

    @Override
    public void close() {
        edge.close().await();
        vertx.close().await();
    }
}
