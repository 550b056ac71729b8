package dev.ephyra.server.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Colours, or none. Immutable. */
record Palette(boolean coloured) {
    private static final String RESET = "\u001b[0m";

    /** What {@code --color} may say. */
    enum When {
        AUTO,
        ALWAYS,
        NEVER
    }

    /** Reads {@code --color} in lower case. */
    static final class Reader implements ITypeConverter<When> {
        @Override
        public When convert(String value) {
            for (When when : When.values()) {
                if (when.name().toLowerCase(java.util.Locale.ROOT).equals(value)) {
                    return when;
                }
            }
            throw new TypeConversionException("expected auto, always or never");
        }
    }

    /** By default on a terminal that can, unless NO_COLOR says otherwise (no-color.org). */
    static Palette of(When when, Terminal terminal) {
        return switch (when) {
            case ALWAYS -> new Palette(true);
            case NEVER -> new Palette(false);
            case AUTO -> {
                boolean wanted = terminal.variable("NO_COLOR").isEmpty()
                        && !terminal.variable("TERM").equals("dumb");
                yield new Palette(wanted && terminal.person().looks());
            }
        };
    }

    String good(String text) {
        return in("32", text);
    }

    String doubtful(String text) {
        return in("33", text);
    }

    String bad(String text) {
        return in("31", text);
    }

    String strong(String text) {
        return in("1", text);
    }

    String dim(String text) {
        return in("2", text);
    }

    private String in(String code, String text) {
        return coloured ? "\u001b[" + code + "m" + text + RESET : text;
    }
}
