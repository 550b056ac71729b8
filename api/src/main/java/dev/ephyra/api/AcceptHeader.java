package dev.ephyra.api;

import java.util.List;
import java.util.Locale;

/** Whether a client takes JSON (RFC 9110 section 12.5.1). Weights are not compared: there is nothing else to offer. */
final class AcceptHeader {
    private AcceptHeader() {}

    static boolean allowsJson(List<String> values) {
        if (values.isEmpty()) {
            return true;
        }
        for (String value : values) {
            for (int start = 0; start <= value.length(); ) {
                int comma = value.indexOf(',', start);
                int end = comma < 0 ? value.length() : comma;
                if (isJson(value.substring(start, end))) {
                    return true;
                }
                start = end + 1;
            }
        }
        return false;
    }

    private static boolean isJson(String range) {
        int semicolon = range.indexOf(';');
        String type = (semicolon < 0 ? range : range.substring(0, semicolon)).strip();
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "application/json", "application/*", "*/*" -> true;
            default -> false;
        };
    }
}
