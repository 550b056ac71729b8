package dev.ephyra.server.socket;

import dev.ephyra.notify.socket.TokenCheck;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** {@code /socket/server/websocket}: where backends connect. Thread-safe; each connection lives on its own event loop. */
public final class ServerSocketEndpoint {
    /** Backends only send requests of a few bytes; the session refuses more than 4 KiB from strangers. */
    private static final int MAX_MESSAGE_BYTES = 64 << 10;

    private final TokenCheck tokens;
    private final FanOut fanOut;
    private final LongSupplier nanoClock;
    private final int maxConnections;
    private final AtomicInteger connections = new AtomicInteger();

    /**
     * @param nanoClock monotonic
     * @param maxConnections further upgrades are answered 503; an idle connection is up to 20 KB
     */
    public ServerSocketEndpoint(TokenCheck tokens, FanOut fanOut, LongSupplier nanoClock, int maxConnections) {
        this.tokens = tokens;
        this.fanOut = fanOut;
        this.nanoClock = nanoClock;
        this.maxConnections = maxConnections;
    }

    /** Answers an upgrade request, on its event loop. */
    public void accept(HttpServerRequest request) {
        if (connections.incrementAndGet() > maxConnections) {
            connections.decrementAndGet();
            WebSocketUpgrade.refuse(request, 503, "too many server sockets").otherwiseEmpty();
            return;
        }
        WebSocketUpgrade.accept(request, MAX_MESSAGE_BYTES, this::open).onFailure(_ -> connections.decrementAndGet());
    }

    /** Connections now, authenticated or not. */
    public int connections() {
        return connections.get();
    }

    private WebSocketHandler open(WebSocketChannel connection) {
        ServerSocketHandler handler =
                new ServerSocketHandler(connection, tokens, fanOut, nanoClock, connections::decrementAndGet);
        handler.start();
        return handler;
    }
}
