package dev.ephyra.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/**
 * Compares tokens with the server's, in a time that does not tell how much of one is right. Shared by REST and the
 * server socket. Immutable, thread-safe.
 */
public final class ServerTokenCheck {
    private static final String PREFIX = "Bearer ";

    private final byte[] expected;

    public ServerTokenCheck(String serverToken) {
        expected = serverToken.getBytes(StandardCharsets.UTF_8);
    }

    /** How a request's authorization stands. */
    public enum Verdict {
        VALID,
        /** No header, more than one, or another form than {@code Bearer <token>}. */
        MISSING,
        INVALID
    }

    /** Whether this is the server's token. */
    public boolean matches(String token) {
        return MessageDigest.isEqual(expected, token.getBytes(StandardCharsets.UTF_8));
    }

    /** Checks all {@code authorization} headers of a request. */
    Verdict check(List<String> authorization) {
        if (authorization.size() != 1 || !authorization.getFirst().startsWith(PREFIX)) {
            return Verdict.MISSING;
        }
        String token = authorization.getFirst().substring(PREFIX.length());
        return matches(token) ? Verdict.VALID : Verdict.INVALID;
    }
}
