package dev.ephyra.server.peer;

import dev.ephyra.room.ConnectionId;
import dev.ephyra.server.socket.OpenSockets;
import dev.ephyra.server.socket.WebSocketConnection;
import dev.ephyra.server.socket.WebSocketHandler;
import dev.ephyra.server.socket.WebSocketUpgrade;
import dev.ephyra.signaling.PeerSocketSession;
import dev.ephyra.signaling.TokenVerifier;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Where accepted WebSockets become peer sockets. Thread-safe: any event loop may call it for its own connections. */
public final class PeerSockets {
    private final TokenVerifier tokens;
    private final PeerRooms rooms;
    private final LongSupplier nanoClock;
    private final OpenSockets sockets;
    private final AtomicLong lastConnection = new AtomicLong();

    /** {@code tokens} is called on event loops: it must not block. {@code nanoClock} is the one of the room loops. */
    public PeerSockets(TokenVerifier tokens, PeerRooms rooms, LongSupplier nanoClock, OpenSockets sockets) {
        this.tokens = tokens;
        this.rooms = rooms;
        this.nanoClock = nanoClock;
        this.sockets = sockets;
    }

    /** Answers an upgrade request, on its event loop. */
    public void accept(HttpServerRequest request) {
        WebSocketUpgrade.accept(request, PeerSocketSession.MAX_MESSAGE_BYTES, sockets, this::open)
                .otherwiseEmpty();
    }

    /** The handler of a connection that was just accepted. Call on its event loop. */
    WebSocketHandler open(WebSocketConnection connection) {
        ConnectionId id = new ConnectionId(lastConnection.incrementAndGet());
        PeerSocketEndpoint endpoint = new PeerSocketEndpoint(connection, id, tokens, rooms, nanoClock);
        endpoint.start();
        return endpoint;
    }
}
