package dev.ephyra.server.config;

import java.util.List;
import java.util.OptionalLong;

/**
 * The settings of clusters. They are checked only when a cluster is asked for, as Fishjam does, so that a wrong value is found
 * today and not on the day clusters arrive. Owned by one read.
 */
final class ClusterSettingsReader {
    private final GivenValues given;
    private final TypedValues typed;
    private final List<String> warnings;

    ClusterSettingsReader(GivenValues given, TypedValues typed, List<String> warnings) {
        this.given = given;
        this.typed = typed;
        this.warnings = warnings;
    }

    Settings.Cluster read() throws BadSetting {
        boolean routing = typed.bool(SettingTable.REQUEST_ROUTING);
        boolean enabled = typed.bool(SettingTable.DIST_ENABLED);
        if (enabled) {
            check();
            warnings.add("FJ_DIST_ENABLED is true, but clusters are not available yet: this server runs alone.");
        }
        return new Settings.Cluster(enabled, routing);
    }

    private void check() throws BadSetting {
        String mode = given.text(SettingTable.DIST_MODE);
        if (!mode.equals("sname") && !mode.equals("name")) {
            throw new BadSetting("Invalid FJ_DIST_MODE. Expected sname or name, got: " + mode);
        }
        String node = given.optional(SettingTable.DIST_NODE_NAME).orElse("fishjam@localhost");
        int at = node.indexOf('@');
        if (at < 1 || at != node.lastIndexOf('@') || at == node.length() - 1) {
            throw new BadSetting("FJ_DIST_NODE_NAME has to be in form of <nodename>@<hostname>. Got: " + node);
        }
        typed.port(SettingTable.DIST_MIN_PORT);
        typed.port(SettingTable.DIST_MAX_PORT);
        String strategy = given.text(SettingTable.DIST_STRATEGY_NAME);
        if (strategy.equals("NODES_LIST")) {
            checkNodes();
        } else if (strategy.equals("DNS")) {
            checkDns(mode);
        } else {
            throw new BadSetting("FJ_DIST_ENABLED has been set but unknown FJ_DIST_STRATEGY was provided. "
                    + "Expected NODES_LIST or DNS, got: " + strategy);
        }
    }

    private void checkNodes() {
        if (given.optional(SettingTable.DIST_NODES).isEmpty()) {
            warnings.add("NODES_LIST strategy requires FJ_DIST_NODES to be set; no other node is known.");
        }
    }

    private void checkDns(String mode) throws BadSetting {
        if (!mode.equals("name")) {
            throw new BadSetting("DNS strategy requires `FJ_DIST_MODE` to be `name`");
        }
        if (given.optional(SettingTable.DIST_QUERY).isEmpty()) {
            throw new BadSetting("FJ_DIST_QUERY is required by DNS strategy");
        }
        String interval = given.text(SettingTable.DIST_POLLING_INTERVAL);
        OptionalLong millis = TypedValues.digits(interval);
        if (millis.isEmpty() || millis.getAsLong() == 0) {
            // The misspelling is Fishjam's; texts are kept as its users know them.
            throw new BadSetting("`FJ_DIST_POLLING_INTERVAL` must be a positivie integer. Got: " + interval);
        }
    }
}
