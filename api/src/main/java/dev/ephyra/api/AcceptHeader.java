package dev.ephyra.api;

import java.util.List;
import java.util.Locale;

/** What a client takes (RFC 9110 section 12.5.1). Weights are not compared: there is never a choice. Stateless. */
public final class AcceptHeader {
    private AcceptHeader() {}

    /** Whether JSON may be the answer; so it is without the header. */
    public static boolean allowsJson(List<String> values) {
        return values.isEmpty() || names(values, List.of("application/json", "application/*", "*/*"));
    }

    /** Whether this very media type, in lower case, is asked for; ranges do not count. */
    public static boolean asksFor(String type, List<String> values) {
        return names(values, List.of(type));
    }

    private static boolean names(List<String> values, List<String> types) {
        for (String value : values) {
            for (int start = 0; start <= value.length(); ) {
                int comma = value.indexOf(',', start);
                int end = comma < 0 ? value.length() : comma;
                if (types.contains(type(value.substring(start, end)))) {
                    return true;
                }
                start = end + 1;
            }
        }
        return false;
    }

    private static String type(String range) {
        int semicolon = range.indexOf(';');
        String type = semicolon < 0 ? range : range.substring(0, semicolon);
        return type.strip().toLowerCase(Locale.ROOT);
    }
}
