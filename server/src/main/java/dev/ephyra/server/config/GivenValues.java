package dev.ephyra.server.config;

import dev.ephyra.server.config.EffectiveSetting.Origin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks settings up in the order variable, old variable, file, default, and remembers where each came from. An empty variable
 * counts as not given: compose files pass unset ones on that way. Owned by one {@link SettingsReader#read}.
 */
final class GivenValues {
    private final Map<String, String> environment;
    private final ConfigFile file;
    private final List<String> oldNames = new ArrayList<>();
    private final Map<Setting, EffectiveSetting> effective = new LinkedHashMap<>();

    GivenValues(Map<String, String> environment, ConfigFile file) {
        this.environment = environment;
        this.file = file;
        for (Setting setting : SettingTable.rows()) {
            effective.put(setting, lookUp(setting));
        }
    }

    private EffectiveSetting lookUp(Setting setting) {
        String value = environment.getOrDefault(setting.variable(), "");
        if (!value.isEmpty()) {
            return new EffectiveSetting(setting, value, new Origin.Variable(setting.variable()));
        }
        if (setting.hasOldName()) {
            String old = environment.getOrDefault(setting.oldVariable(), "");
            if (!old.isEmpty()) {
                oldNames.add(setting.oldVariable());
                return new EffectiveSetting(setting, old, new Origin.Variable(setting.oldVariable()));
            }
        }
        ConfigFile.Entry entry = file.entries().get(setting.key());
        if (entry != null && !entry.value().isEmpty()) {
            return new EffectiveSetting(setting, entry.value(), new Origin.File(file.name(), entry.line()));
        }
        return new EffectiveSetting(setting, setting.defaultValue(), new Origin.Default());
    }

    /** For what the table has no rows for. */
    ConfigFile file() {
        return file;
    }

    /** The variables that were read by their names of before Fishjam. */
    List<String> oldNames() {
        return oldNames;
    }

    List<EffectiveSetting> effective() {
        return List.copyOf(effective.values());
    }

    /** Replaces a default that is only known once other settings are. */
    void computeDefault(Setting setting, String value) {
        if (!isGiven(setting)) {
            effective.put(setting, new EffectiveSetting(setting, value, new Origin.Default()));
        }
    }

    boolean isGiven(Setting setting) {
        return !(found(setting).origin() instanceof Origin.Default);
    }

    /** Given or default; empty when neither. */
    String text(Setting setting) {
        return found(setting).value();
    }

    Optional<String> optional(Setting setting) {
        return Optional.of(text(setting)).filter(value -> !value.isEmpty());
    }

    /** How messages call the setting: the variable it came by, or the key with file and line. */
    String label(Setting setting) {
        return switch (found(setting).origin()) {
            case Origin.Default() -> setting.variable() + " environment variable";
            case Origin.Variable(String name) -> name + " environment variable";
            case Origin.File(String name, int line) -> setting.key() + " (" + name + ":" + line + ")";
        };
    }

    private EffectiveSetting found(Setting setting) {
        EffectiveSetting found = effective.get(setting);
        if (found == null) {
            throw new IllegalArgumentException("not in the table: " + setting.variable());
        }
        return found;
    }
}
