package dev.ephyra.server.lifecycle;

import dev.ephyra.api.AuthFailureLimit;
import dev.ephyra.api.ServerTokenCheck;
import dev.ephyra.notify.socket.TokenCheck;

/** The server token for sockets, with the limit on failures that REST counts into as well. Thread-safe. */
record LimitedTokenCheck(ServerTokenCheck tokens, AuthFailureLimit failures) implements TokenCheck {
    @Override
    public Verdict check(String token, String remoteAddress, long nowNanos) {
        if (failures.retryAfterSeconds(remoteAddress, nowNanos) > 0) {
            return Verdict.TOO_MANY_FAILURES;
        }
        if (tokens.matches(token)) {
            return Verdict.ACCEPTED;
        }
        failures.failed(remoteAddress, nowNanos);
        return Verdict.WRONG;
    }
}
