package dev.ephyra.server.config;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The configuration file: one {@code key = value} a line, blank lines, and lines that start with {@code #}. A value is taken
 * as it stands without the blanks around it, or without one pair of double quotes around it; there are no escapes and no
 * continuation lines, so that a path or a token never changes its meaning.
 *
 * @param name how messages call the file
 */
record ConfigFile(String name, Map<String, Entry> entries) {
    /** 20 times the reference file; what is larger is not a configuration file. */
    static final int MAX_CHARS = 256 * 1024;

    static final ConfigFile NONE = new ConfigFile("", Map.of());

    /** A value and the line it stands in, counted from 1. */
    record Entry(String value, int line) {}

    /** What reading a file came to. */
    sealed interface Parsed {
        /** The file is well formed, though its keys are not yet known to mean anything. */
        record Read(ConfigFile file) implements Parsed {}

        /** The message names file and line. */
        record Malformed(String message) implements Parsed {}
    }

    static Parsed parse(String name, String text) {
        if (text.length() > MAX_CHARS) {
            return new Parsed.Malformed(name + ": larger than " + MAX_CHARS + " characters");
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            String content = line.strip();
            if (content.isEmpty() || content.startsWith("#")) {
                continue;
            }
            int equals = content.indexOf('=');
            if (equals < 1) {
                return new Parsed.Malformed(name + ":" + number + ": expected key = value");
            }
            String key = content.substring(0, equals).strip();
            String value = unquoted(content.substring(equals + 1).strip());
            Entry earlier = entries.put(key, new Entry(value, number));
            if (earlier != null) {
                return new Parsed.Malformed(
                        name + ":" + number + ": " + key + " was given in line " + earlier.line() + " already");
            }
        }
        return new Parsed.Read(new ConfigFile(name, Map.copyOf(entries)));
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
