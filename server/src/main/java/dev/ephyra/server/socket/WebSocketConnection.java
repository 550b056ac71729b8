package dev.ephyra.server.socket;

/**
 * One accepted WebSocket as its handler sees it. Owned by its event loop: call only there, or through
 * {@link #execute}.
 */
public interface WebSocketConnection {
    /** Sends one binary message as one unfragmented frame. Ignored once closed. */
    void sendBinary(byte[] message);

    /** Sends a ping. {@code payload} is at most 125 bytes (RFC 6455 section 5.5). */
    void ping(byte[] payload);

    /** Starts the closing handshake. {@code reason} is cut to 123 bytes of UTF-8 (RFC 6455 section 5.5). */
    void close(int code, String reason);

    /**
     * Whether more is read from now on. What was read already still comes; a client that sends on fills the buffers of TCP,
     * and then waits. Its pongs and its end are not noticed meanwhile.
     */
    void reading(boolean isOn);

    /** The {@code User-Agent} of the handshake; empty if there was none. */
    String userAgent();

    /** Runs on the owning event loop, later; from any thread. Dropped once the connection is gone. */
    void execute(Runnable task);

    /** Runs on the owning event loop after {@code delayMillis} (at least 1). Dropped once the connection is gone. */
    void after(long delayMillis, Runnable task);
}
