package dev.ephyra.notify.socket;

import java.util.Optional;

/** Whether a token opens the server socket. Thread-safe; counts failures by remote address, together with REST's. */
@FunctionalInterface
public interface TokenCheck {
    /**
     * Checks in a time that does not depend on where the token differs.
     *
     * @param remoteAddress who asks, as text; failures are counted by it
     */
    Verdict check(String token, String remoteAddress, long nowNanos);

    /**
     * The durable consumer that an accepted token is of; empty for the server's own.
     *
     * @param token as it was accepted
     */
    default Optional<String> consumer(String token) {
        return Optional.empty();
    }

    /** What came of a check. */
    enum Verdict {
        ACCEPTED,
        WRONG,
        /** The address failed too often lately; the token was not looked at. */
        TOO_MANY_FAILURES
    }
}
