package dev.ephyra.server.cli.doctor;

import dev.ephyra.server.cli.client.ApiClient;
import dev.ephyra.server.config.Settings;
import dev.ephyra.server.config.SettingsResult;
import dev.ephyra.server.config.WebhookNetworks;
import dev.ephyra.server.lifecycle.JournalOpening;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All checks in the order in which a start needs what they look at. Changes nothing. Stateless. */
public final class Examination {
    private Examination() {}

    /**
     * @param read the settings as a start would read them
     * @param api where the server would answer; empty if the settings do not even tell that
     */
    public static List<Finding> of(SettingsResult read, Optional<ApiClient> api) throws InterruptedException {
        List<Finding> findings = new ArrayList<>();
        findings.add(MachineChecks.java());
        switch (read) {
            case SettingsResult.Rejected(String message) ->
                findings.add(Finding.fail("settings", message, "a start is refused until this is corrected"));
            case SettingsResult.Accepted accepted -> {
                findings.add(Finding.ok("settings", "a start would take them"));
                findings.addAll(accepted(accepted, api));
            }
        }
        return findings;
    }

    private static List<Finding> accepted(SettingsResult.Accepted accepted, Optional<ApiClient> api)
            throws InterruptedException {
        Settings settings = accepted.settings();
        List<Finding> findings = new ArrayList<>(MachineChecks.settings(settings, accepted.warnings()));
        findings.add(MachineChecks.openFiles(settings));
        findings.add(MachineChecks.clock(settings.data().folder().resolve(JournalOpening.FOLDER), Instant.now()));
        boolean running = false;
        List<Finding> endpoints = List.of();
        if (api.isPresent()) {
            RunningServerChecks server =
                    new RunningServerChecks(api.get(), settings.webhookNetworks() == WebhookNetworks.PUBLIC);
            RunningServerChecks.Answer health = server.health();
            findings.add(health.finding());
            running = health.running();
            endpoints = running ? server.endpoints() : List.of();
        }
        findings.addAll(PortChecks.ports(settings, running));
        findings.addAll(MediaChecks.all(settings, running));
        findings.addAll(DataFolderChecks.all(settings, running));
        findings.addAll(endpoints);
        return findings;
    }
}
