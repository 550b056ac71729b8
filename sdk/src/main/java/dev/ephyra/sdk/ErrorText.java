package dev.ephyra.sdk;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a refusal says. Controllers of the server answer {@code {"errors":"<text>"}}, the framework around them
 * {@code {"errors":{"detail":"<text>"}}}, newer servers {@code {"detail":"<text>"}}, and proxies whatever they like.
 * Stateless.
 */
final class ErrorText {
    /** What a log line bears; texts of the server have at most some 200. */
    private static final int MOST_CHARS = 1_000;

    private ErrorText() {}

    static String of(byte[] body) {
        return shown(fromJson(body).orElseGet(() -> new String(body, StandardCharsets.UTF_8)));
    }

    private static Optional<String> fromJson(byte[] body) {
        try {
            Json answer = Json.parse(body);
            Optional<Json> errors = answer.optional("errors");
            Optional<Json> said = errors.isPresent() ? errors : answer.optional("detail");
            return said.flatMap(text -> text.isObject() ? text.optional("detail") : Optional.of(text))
                    .filter(Json::isString)
                    .map(Json::string);
        } catch (Json.Mismatch notJson) {
            return Optional.empty();
        }
    }

    /** One line without control characters, and not longer than a reader bears. */
    private static String shown(String text) {
        String start = text.length() > MOST_CHARS ? text.substring(0, MOST_CHARS) + "…" : text;
        return start.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    }
}
