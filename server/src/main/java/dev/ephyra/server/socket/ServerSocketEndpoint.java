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
    private final Streams streams;
    private final LongSupplier nanoClock;
    private final OpenSockets sockets;
    private final AtomicInteger connections = new AtomicInteger();

    /**
     * @param nanoClock monotonic
     * @param sockets where each connection takes a place
     */
    public ServerSocketEndpoint(
            TokenCheck tokens, FanOut fanOut, Streams streams, LongSupplier nanoClock, OpenSockets sockets) {
        this.tokens = tokens;
        this.fanOut = fanOut;
        this.streams = streams;
        this.nanoClock = nanoClock;
        this.sockets = sockets;
    }

    /** Answers an upgrade request, on its event loop. */
    public void accept(HttpServerRequest request) {
        WebSocketUpgrade.accept(request, MAX_MESSAGE_BYTES, sockets, this::open).otherwiseEmpty();
    }

    /** Connections now, authenticated or not. */
    public int connections() {
        return connections.get();
    }

    private WebSocketHandler open(WebSocketChannel connection) {
        connections.incrementAndGet();
        ServerSocketHandler handler =
                new ServerSocketHandler(connection, tokens, fanOut, streams, nanoClock, connections::decrementAndGet);
        handler.start();
        return handler;
    }
}
