package dev.ephyra.api;

import java.util.Optional;

/** The leniency of OpenApiSpex, through which Fishjam passes the options of peers and components. Stateless. */
final class Casting {
    private Casting() {}

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
