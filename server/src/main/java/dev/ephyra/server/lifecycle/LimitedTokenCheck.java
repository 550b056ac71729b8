package dev.ephyra.server.lifecycle;

import dev.ephyra.api.AuthFailureLimit;
import dev.ephyra.api.ServerTokenCheck;
import dev.ephyra.notify.socket.TokenCheck;
import dev.ephyra.server.config.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The server's token and those of durable consumers for the server socket, with the limit on failures that REST counts into
 * as well. Thread-safe.
 */
record LimitedTokenCheck(ServerTokenCheck tokens, Map<String, ServerTokenCheck> consumers, AuthFailureLimit failures)
        implements TokenCheck {
    static LimitedTokenCheck of(ServerTokenCheck tokens, List<Settings.Consumer> consumers, AuthFailureLimit failures) {
        Map<String, ServerTokenCheck> checks = new LinkedHashMap<>();
        consumers.forEach(consumer -> checks.put(
                consumer.name(), new ServerTokenCheck(consumer.token().value())));
        return new LimitedTokenCheck(tokens, checks, failures);
    }

    @Override
    public Verdict check(String token, String remoteAddress, long nowNanos) {
        if (failures.retryAfterSeconds(remoteAddress, nowNanos) > 0) {
            return Verdict.TOO_MANY_FAILURES;
        }
        if (tokens.matches(token) || consumer(token).isPresent()) {
            return Verdict.ACCEPTED;
        }
        failures.failed(remoteAddress, nowNanos);
        return Verdict.WRONG;
    }

    /** Compares with every consumer's, whichever it is: how long that takes tells nothing. */
    @Override
    public Optional<String> consumer(String token) {
        String found = "";
        for (Map.Entry<String, ServerTokenCheck> consumer : consumers.entrySet()) {
            found = consumer.getValue().matches(token) ? consumer.getKey() : found;
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(found);
    }
}
