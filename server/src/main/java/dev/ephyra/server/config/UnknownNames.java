package dev.ephyra.server.config;

import dev.ephyra.api.NearestName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Names nobody reads. A key of the file is the operator's own writing, so it stops the start; a variable may have been put
 * there by a container platform, so it only warns.
 */
final class UnknownNames {
    private static final Set<String> PREFIXES = Set.of("FJ_", "JF_", "EPHYRA_");
    /** Read by others: the file's own place, the launcher's flags, and where clients find a server. */
    private static final Set<String> READ_ELSEWHERE = Set.of("EPHYRA_CONFIG", "EPHYRA_JAVA_OPTS", "EPHYRA_URL");
    /** Named by compose files of old SDKs; Fishjam itself no longer reads them. */
    private static final String OBSOLETE_PREFIX = "INTEGRATED_TURN_";
    /** Of Jellyfish 0.5, where each component had its own switch. */
    private static final Set<String> REPLACED = Set.of("JF_SIP_USED", "JF_RECORDING_USED");
    /** A service in Kubernetes injects 7 variables a port: this shows two of them, and counts the rest. */
    static final int MAX_WARNINGS = 16;

    private UnknownNames() {}

    /** Why the file cannot be taken, if one of its keys is unknown. */
    static Optional<String> rejection(ConfigFile file) {
        return file.entries().entrySet().stream()
                .filter(entry -> SettingTable.byKey(entry.getKey()).isEmpty()
                        && !EndpointSettingsReader.isOneOfOurs(entry.getKey()))
                .min(Map.Entry.comparingByValue((left, right) -> Integer.compare(left.line(), right.line())))
                .map(entry -> file.name() + ":" + entry.getValue().line() + ": unknown key " + entry.getKey()
                        + meant(entry.getKey(), keys()));
    }

    static List<String> warnings(Map<String, String> environment) {
        Set<String> known = variables();
        List<String> warnings = new ArrayList<>();
        int more = 0;
        for (String name : new TreeMap<>(environment).keySet()) {
            if (PREFIXES.stream().noneMatch(name::startsWith)
                    || known.contains(name)
                    || READ_ELSEWHERE.contains(name)) {
                continue;
            }
            if (name.startsWith(OBSOLETE_PREFIX, 3)) {
                continue;
            }
            if (warnings.size() == MAX_WARNINGS) {
                more++;
            } else if (REPLACED.contains(name)) {
                warnings.add("Environment variable " + name + " is ignored: FJ_COMPONENTS_USED has replaced it.");
            } else {
                warnings.add("Environment variable " + name + " is unknown and ignored" + meant(name, known));
            }
        }
        if (more > 0) {
            warnings.add(more + " more environment variables are unknown and ignored.");
        }
        return warnings;
    }

    private static String meant(String name, Set<String> known) {
        return NearestName.of(name, known)
                .map(nearest -> "; did you mean " + nearest + "?")
                .orElse(".");
    }

    private static Set<String> keys() {
        Set<String> keys = new TreeSet<>();
        SettingTable.rows().forEach(setting -> keys.add(setting.key()));
        return keys;
    }

    private static Set<String> variables() {
        Set<String> names = new TreeSet<>();
        for (Setting setting : SettingTable.rows()) {
            names.add(setting.variable());
            if (setting.hasOldName()) {
                names.add(setting.oldVariable());
            }
        }
        return names;
    }
}
