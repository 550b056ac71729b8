package dev.ephyra.signaling;

import java.nio.charset.StandardCharsets;

/**
 * The close codes and reason texts of peer sockets. Clients compare the texts exactly: they decide whether a client
 * reconnects.
 */
public final class CloseReason {
    public static final int NORMAL = 1000;
    /** The peer does not answer pings any more. */
    public static final int GOING_AWAY = 1001;

    /** A close frame without a code; never sent. */
    public static final int NO_STATUS = 1005;

    public static final int MESSAGE_TOO_BIG = 1009;
    public static final int INTERNAL_ERROR = 1011;

    /** From here on codes mean what an application says. */
    public static final int FIRST_OF_APPLICATIONS = 3000;

    public static final String INVALID_TOKEN = "invalid token";
    public static final String MISSING_TOKEN = "missing token";
    public static final String EXPIRED_TOKEN = "expired token";
    public static final String ROOM_NOT_FOUND = "room not found";
    public static final String PEER_NOT_FOUND = "peer not found";
    public static final String ALREADY_CONNECTED = "peer already connected";
    public static final String UNAUTHENTICATED = "unauthenticated";
    public static final String PEER_REMOVED = "Peer removed";
    public static final String ROOM_STOPPED = "Room stopped";
    public static final String INTERNAL_SERVER_ERROR = "Internal server error";
    public static final String CONNECTION_LOST = "connection lost";

    /** A control frame carries at most 125 bytes, two of which are the code (RFC 6455 section 5.5). */
    public static final int MAX_BYTES = 123;

    private CloseReason() {}

    /** The longest start of {@code text} that fits into a close frame without cutting a character in two. */
    public static String fitting(String text) {
        int bytes = 0;
        int end = 0;
        while (end < text.length()) {
            int codePoint = text.codePointAt(end);
            int next = end + Character.charCount(codePoint);
            bytes += text.substring(end, next).getBytes(StandardCharsets.UTF_8).length;
            if (bytes > MAX_BYTES) {
                return text.substring(0, end);
            }
            end = next;
        }
        return text;
    }
}
