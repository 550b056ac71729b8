package dev.ephyra.server.socket;

/** What a client sent: a whole message, a control frame, or something RFC 6455 forbids. */
sealed interface Frame {
    record Binary(byte[] message) implements Frame {}

    record Text(String message) implements Frame {}

    record Ping(byte[] payload) implements Frame {}

    record Pong(byte[] payload) implements Frame {}

    /** {@code code} is 1005 if the frame had none (RFC 6455 section 7.1.5). */
    record Close(int code, String reason) implements Frame {}

    /** The connection must be closed with {@code code}; the last thing a parser gives. */
    record Violation(int code, String reason) implements Frame {}
}
