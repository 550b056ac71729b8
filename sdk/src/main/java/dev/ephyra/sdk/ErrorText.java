package dev.ephyra.sdk;

import dev.ephyra.sdk.json.JsonReader;
import dev.ephyra.sdk.json.MalformedJson;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

    /**
     * Whether a call of the server says it about what was asked for. Not so a proxy's page, and the framework's {@code Not Found},
     * which is for paths that nothing serves.
     */
    static boolean isOfTheServer(byte[] body) {
        try {
            JsonReader answer = JsonReader.of(body);
            return (answer.json("errors").isPresent() ? answer.text("errors") : answer.text("detail")).isPresent();
        } catch (MalformedJson notOurs) {
            return false;
        }
    }

    private static Optional<String> fromJson(byte[] body) {
        try {
            Map<String, @Nullable Object> answer = JsonReader.of(body).plain();
            Object errors = answer.get("errors");
            Object said = errors instanceof Map<?, ?> framework ? framework.get("detail") : errors;
            Object text = said == null ? answer.get("detail") : said;
            return text instanceof String words ? Optional.of(words) : Optional.empty();
        } catch (MalformedJson notOurs) {
            return Optional.empty();
        }
    }

    /** One line without control characters and passwords in URLs, and not longer than a reader bears. */
    private static String shown(String text) {
        String start = text.length() > MOST_CHARS ? text.substring(0, MOST_CHARS) + "…" : text;
        return Shown.urlsIn(start.replaceAll("[\\p{Cntrl}\\s]+", " ").strip());
    }
}
