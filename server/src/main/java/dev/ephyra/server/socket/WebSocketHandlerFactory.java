package dev.ephyra.server.socket;

/** Makes the handler of an accepted WebSocket. */
@FunctionalInterface
public interface WebSocketHandlerFactory {
    /** Called on the connection's event loop, before anything is read. The handler may send at once. */
    WebSocketHandler open(WebSocketChannel connection);
}
