package dev.ephyra.server.config;

/**
 * One row of the table of settings.
 *
 * @param variable the environment variable; {@code FJ_X} is also read as {@code JF_X}
 * @param key the same setting in the configuration file
 * @param defaultValue empty when unset; the text says so in its own words where the default is computed
 * @param doc one sentence for the reference file
 */
public record Setting(String variable, String key, String defaultValue, String doc, boolean secret) {
    static final String PREFIX = "FJ_";
    static final String OLD_PREFIX = "JF_";

    boolean hasOldName() {
        return variable.startsWith(PREFIX);
    }

    String oldVariable() {
        return OLD_PREFIX + variable.substring(PREFIX.length());
    }
}
