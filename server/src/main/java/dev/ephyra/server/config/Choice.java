package dev.ephyra.server.config;

import java.util.Locale;

/** How the constants of an enumeration are written in settings. */
final class Choice {
    private Choice() {}

    static String text(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
