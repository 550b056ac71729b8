package dev.ephyra.server.config;

import dev.ephyra.room.ComponentType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The settings of components: which may be used, and what each needs. Owned by one read. */
final class ComponentSettingsReader {
    /** Those behind which something runs. */
    static final Set<String> AVAILABLE = Set.of(ComponentType.FILE.apiName(), ComponentType.RTSP.apiName());

    private final GivenValues given;
    private final TypedValues typed;
    private final List<String> warnings;

    ComponentSettingsReader(GivenValues given, TypedValues typed, List<String> warnings) {
        this.given = given;
        this.typed = typed;
        this.warnings = warnings;
    }

    Settings.Components read() throws BadSetting {
        Set<String> used = used();
        for (String name : used) {
            if (AVAILABLE.contains(name)) {
                continue;
            }
            warnings.add("Components of type " + name + " are named in FJ_COMPONENTS_USED but not available yet.");
        }
        return new Settings.Components(
                List.copyOf(used), typed.path(SettingTable.RESOURCES_BASE_PATH), sipIp(used), s3());
    }

    private Set<String> used() throws BadSetting {
        Set<String> used = new LinkedHashSet<>();
        for (String name : typed.words(SettingTable.COMPONENTS_USED)) {
            if (ComponentType.ofApiName(name).isEmpty()) {
                throw new BadSetting(
                        "Invalid value in FJ_COMPONENTS_USED. Expected a lowercase component name, got: " + name);
            }
            used.add(name);
        }
        return used;
    }

    private Optional<String> sipIp(Set<String> used) throws BadSetting {
        if (!used.contains(ComponentType.SIP.apiName())) {
            return Optional.empty();
        }
        String ip = given.text(SettingTable.SIP_IP);
        if (TypedValues.literalAddress(ip).isEmpty()) {
            throw new BadSetting("SIP components are allowed, but incorrect IP address was provided as `FJ_SIP_IP`");
        }
        return Optional.of(ip);
    }

    private Optional<Settings.S3> s3() throws BadSetting {
        List<Setting> needed = List.of(
                SettingTable.S3_BUCKET,
                SettingTable.S3_REGION,
                SettingTable.S3_ACCESS_KEY_ID,
                SettingTable.S3_SECRET_ACCESS_KEY);
        List<String> missing = new ArrayList<>();
        for (Setting setting : needed) {
            if (given.optional(setting).isEmpty()) {
                missing.add(setting.variable());
            }
        }
        if (missing.size() == needed.size()) {
            return Optional.empty();
        }
        if (!missing.isEmpty()) {
            throw new BadSetting(
                    "S3 needs its bucket, region and credentials together. Missing: " + String.join(", ", missing));
        }
        return Optional.of(new Settings.S3(
                given.text(SettingTable.S3_BUCKET),
                given.text(SettingTable.S3_REGION),
                given.text(SettingTable.S3_ACCESS_KEY_ID),
                new Secret(given.text(SettingTable.S3_SECRET_ACCESS_KEY)),
                given.optional(SettingTable.S3_PATH_PREFIX)));
    }
}
