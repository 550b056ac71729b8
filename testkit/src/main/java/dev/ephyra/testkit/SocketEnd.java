package dev.ephyra.testkit;

/**
 * How a server ended a WebSocket. Code 1005: a close frame without code; 1006: the connection went without a close
 * frame, RFC 6455 section 7.4.1.
 */
public record SocketEnd(int code, String reason) {
    public static final int NO_CODE = 1005;
    public static final int NO_FRAME = 1006;
}
