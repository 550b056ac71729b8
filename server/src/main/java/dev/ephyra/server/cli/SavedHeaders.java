package dev.ephyra.server.cli;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Headers as people have them: from a saved request, a client that prints what it sends, or a log line in JSON. Names are kept in
 * lowercase, values of one name joined as RFC 9110 section 5.3 does. Owned by one command.
 */
final class SavedHeaders {
    private final Map<String, String> values = new HashMap<>();

    /** Takes {@code name: value}; false if there is no name in it. */
    boolean add(String line) {
        String text = line.strip();
        // What verbose clients put before a line they sent.
        String header = text.startsWith("> ") ? text.substring(2) : text;
        int colon = header.indexOf(':');
        if (colon < 1) {
            return false;
        }
        String name = bare(header.substring(0, colon)).toLowerCase(Locale.ROOT);
        if (name.isEmpty() || name.chars().anyMatch(Character::isWhitespace)) {
            return false;
        }
        values.merge(name, bare(header.substring(colon + 1)), (first, second) -> first + ", " + second);
        return true;
    }

    /** Takes every line that is a header, up to the empty line before a body. */
    void addAll(String text) {
        text.lines().takeWhile(line -> !line.isBlank()).forEach(this::add);
    }

    Map<String, String> values() {
        return values;
    }

    Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** Without blanks, and without the quotes and the comma of JSON. */
    private static String bare(String part) {
        String text = part.strip();
        if (!text.startsWith("\"")) {
            return text;
        }
        String unended = text.endsWith(",") ? text.substring(0, text.length() - 1) : text;
        return unended.replaceAll("^\"|\"$", "");
    }
}
