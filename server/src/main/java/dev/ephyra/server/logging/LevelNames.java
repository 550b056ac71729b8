package dev.ephyra.server.logging;

import ch.qos.logback.classic.Level;
import dev.ephyra.server.config.LogLevel;
import java.util.Locale;

/** The names of levels as Fishjam writes them, where a warning is not a "warn". */
final class LevelNames {
    private LevelNames() {}

    static String of(Level level) {
        return level.equals(Level.WARN) ? "warning" : level.toString().toLowerCase(Locale.ROOT);
    }

    static Level threshold(LogLevel level) {
        return switch (level) {
            case DEBUG -> Level.DEBUG;
            case INFO -> Level.INFO;
            case WARNING -> Level.WARN;
            case ERROR -> Level.ERROR;
        };
    }
}
