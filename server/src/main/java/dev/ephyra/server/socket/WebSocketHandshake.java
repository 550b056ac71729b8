package dev.ephyra.server.socket;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The opening handshake (RFC 6455 section 4.2). Offers of extensions and subprotocols are not taken up. Stateless. */
final class WebSocketHandshake {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final String VERSION = "13";
    private static final int KEY_BYTES = 16;

    private WebSocketHandshake() {}

    /** What to answer an upgrade request. */
    sealed interface Answer {
        /** 101, with this {@code Sec-WebSocket-Accept}. */
        record Accepted(String accept) implements Answer {}

        /** An error; 426 goes with {@code Sec-WebSocket-Version: 13}. */
        record Refused(int status, String why) implements Answer {}
    }

    /** Judges a request by its headers; null where one is missing. */
    static Answer judge(
            String method,
            @Nullable String upgrade,
            @Nullable String connection,
            @Nullable String version,
            @Nullable String key) {
        if (!method.equals("GET")) {
            return new Answer.Refused(405, "a WebSocket opens with GET");
        }
        if (!hasToken(upgrade, "websocket")) {
            return new Answer.Refused(400, "not a WebSocket upgrade");
        }
        if (!hasToken(connection, "upgrade")) {
            return new Answer.Refused(400, "the Connection header does not say upgrade");
        }
        if (!VERSION.equals(version)) {
            return new Answer.Refused(426, "only WebSocket version 13 is spoken here");
        }
        if (key == null || !isKey(key.strip())) {
            return new Answer.Refused(400, "Sec-WebSocket-Key is not 16 bytes in Base64");
        }
        return new Answer.Accepted(accept(key.strip()));
    }

    /** Section 4.2.2, step 5.4. */
    static String accept(String key) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            return Base64.getEncoder().encodeToString(sha1.digest((key + GUID).getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }

    private static boolean hasToken(@Nullable String header, String token) {
        if (header != null) {
            for (String part : header.toLowerCase(Locale.ROOT).split(",", -1)) {
                if (part.strip().equals(token)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isKey(String key) {
        try {
            return Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
