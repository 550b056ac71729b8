package dev.ephyra.server.socket;

/** What happens on one WebSocket. Called on the connection's event loop only. */
public interface WebSocketHandler {
    void onBinary(byte[] message);

    void onText(String message);

    void onPong(byte[] payload);

    /** What queued for a client that reads slowly has gone out; for handlers that wait with more until then. */
    default void onWritable() {}

    /** The server stops: send what is due to this client, then close with this code and reason, soon. */
    void onShutdown(int code, String reason);

    /**
     * The connection is gone; called exactly once.
     *
     * @param code the close code received, 1006 if there was no closing handshake (RFC 6455 section 7.1.5)
     */
    void onClosed(int code, String reason);
}
