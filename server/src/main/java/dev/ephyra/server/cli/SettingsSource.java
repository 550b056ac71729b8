package dev.ephyra.server.cli;

import dev.ephyra.server.config.SettingsReader;
import dev.ephyra.server.config.SettingsResult;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Finds the configuration file, {@code --config} before EPHYRA_CONFIG, and reads the settings. Edge to the file system. */
final class SettingsSource {
    /** Four bytes for each character that a file may have; a larger one is not even read. */
    private static final long MAX_BYTES = 1024 * 1024;

    private final Map<String, String> environment;

    SettingsSource(Map<String, String> environment) {
        this.environment = environment;
    }

    SettingsResult read(Optional<String> configOption) {
        Optional<String> name = configOption.or(
                () -> Optional.ofNullable(environment.get("EPHYRA_CONFIG")).filter(value -> !value.isEmpty()));
        if (name.isEmpty()) {
            return SettingsReader.read(environment);
        }
        try {
            Path file = Path.of(name.get());
            if (Files.size(file) > MAX_BYTES) {
                return new SettingsResult.Rejected(file + ": too large for a configuration file");
            }
            return SettingsReader.read(environment, name.get(), Files.readString(file));
        } catch (NoSuchFileException absent) {
            return new SettingsResult.Rejected("There is no configuration file " + name.get());
        } catch (MalformedInputException binary) {
            return new SettingsResult.Rejected(name.get() + ": not a text in UTF-8");
        } catch (IOException | InvalidPathException unreadable) {
            return new SettingsResult.Rejected("Cannot read the configuration file: " + unreadable.getMessage());
        }
    }
}
