package dev.ephyra.server.config;

import java.util.List;

/** What reading the settings came to. */
public sealed interface SettingsResult {
    /**
     * The server may start.
     *
     * @param warnings one line each, to be logged once logging works
     * @param effective every setting with its value and origin, in the order of the table
     */
    record Accepted(Settings settings, List<String> warnings, List<EffectiveSetting> effective)
            implements SettingsResult {}

    /** The server must not start; the message is one line for people. */
    record Rejected(String message) implements SettingsResult {}
}
