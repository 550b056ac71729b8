package dev.ephyra.api;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** The leniency of OpenApiSpex, through which Fishjam passes the options of peers and components. Stateless. */
final class Casting {
    /** Short enough for 64 bits. */
    private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]{1,18}");

    private Casting() {}

    /** A whole number, or its decimal digits as a string; empty if it is neither. */
    static OptionalLong integer(JsonValue value) {
        if (value instanceof JsonValue.Whole(long whole)) {
            return OptionalLong.of(whole);
        }
        if (value instanceof JsonValue.Text(String text)
                && INTEGER.matcher(text).matches()) {
            return OptionalLong.of(Long.parseLong(text));
        }
        return OptionalLong.empty();
    }

    /** A boolean, or its name as a string; empty if it is neither. */
    static Optional<Boolean> bool(JsonValue value) {
        if (value instanceof JsonValue.Bool(boolean bool)) {
            return Optional.of(bool);
        }
        if (value instanceof JsonValue.Text(String text)) {
            return switch (text) {
                case "true" -> Optional.of(true);
                case "false" -> Optional.of(false);
                default -> Optional.empty();
            };
        }
        return Optional.empty();
    }
}
