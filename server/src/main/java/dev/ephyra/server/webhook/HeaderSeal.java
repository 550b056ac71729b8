package dev.ephyra.server.webhook;

import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.server.secret.SecretBox;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The own headers of endpoints as they are kept: mostly they are how a receiver knows its sender, so they are encrypted as
 * secrets are. Stateless but for the box.
 */
final class HeaderSeal {
    private static final Logger LOG = LoggerFactory.getLogger(HeaderSeal.class);

    private final SecretBox box;

    HeaderSeal(SecretBox box) {
        this.box = box;
    }

    byte[] seal(Endpoint endpoint) {
        StringBuilder lines = new StringBuilder();
        // Neither a name nor a value has a line break, and no name a colon.
        new TreeMap<>(endpoint.headers())
                .forEach((name, value) ->
                        lines.append(name).append(':').append(value).append('\n'));
        return box.seal(owner(endpoint.id()), lines.toString());
    }

    /** The endpoint with what was sealed for it; empty if that cannot be opened, which the log explains. */
    Optional<Endpoint> open(Endpoint endpoint, byte[] sealed) {
        return switch (box.open(owner(endpoint.id()), sealed)) {
            case SecretBox.Opened.Plain(String lines) -> Optional.of(withHeaders(endpoint, headers(lines)));
            case SecretBox.Opened.OtherKey(String why) -> refused(endpoint, why);
            case SecretBox.Opened.Damaged(String why) -> refused(endpoint, why);
        };
    }

    private static Optional<Endpoint> refused(Endpoint endpoint, String why) {
        LOG.error("Endpoint {} is paused, its headers cannot be opened: {}", endpoint.id(), why);
        return Optional.empty();
    }

    /** Another one than the secret has, so that neither opens in the other's place. */
    private static String owner(String endpointId) {
        return "headers of " + endpointId;
    }

    private static Map<String, String> headers(String lines) {
        Map<String, String> headers = new TreeMap<>();
        lines.lines().forEach(line -> {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon), line.substring(colon + 1));
        });
        return headers;
    }

    private static Endpoint withHeaders(Endpoint endpoint, Map<String, String> headers) {
        return new Endpoint(
                endpoint.id(),
                endpoint.url(),
                endpoint.filter(),
                endpoint.format(),
                endpoint.meta(),
                headers,
                endpoint.batching(),
                endpoint.deadLetters(),
                endpoint.maxAgeMillis(),
                endpoint.totalTimeoutMillis());
    }
}
