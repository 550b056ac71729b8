package dev.ephyra.server.cli;

import dev.ephyra.server.ServerStart;
import dev.ephyra.server.Version;
import dev.ephyra.server.config.Settings;
import dev.ephyra.server.config.SettingsResult;
import dev.ephyra.server.logging.ServerLogging;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code ephyra server}: reads the settings, says what starts and where everything is, and waits for the end. */
final class ServerProgram {
    private final SettingsSource source;
    private final ServerStart start;
    private final PrintWriter err;

    ServerProgram(SettingsSource source, ServerStart start, PrintWriter err) {
        this.source = source;
        this.start = start;
        this.err = err;
    }

    int run(Optional<String> configOption) {
        return switch (source.read(configOption)) {
            case SettingsResult.Rejected(String message) -> {
                err.println(message);
                yield ExitCode.FAILED;
            }
            case SettingsResult.Accepted accepted -> run(accepted.settings(), accepted.warnings());
        };
    }

    private int run(Settings settings, List<String> warnings) {
        ServerLogging.apply(settings.logging());
        // The logger is made here because the settings decide how its first line looks.
        Logger log = LoggerFactory.getLogger(ServerProgram.class);
        log.info("Starting Ephyra v{} ({})", Version.NUMBER, settings.gitCommit());
        warnings.forEach(log::warn);
        log.info("Allowed components: {}", settings.components().available());
        try (ServerStart.RunningServer server = start.start(settings)) {
            Settings.Metrics metrics = settings.metrics();
            log.info("Starting prometheus metrics endpoint at: http://{}:{}", metrics.ip(), metrics.port());
            log.info(
                    "Data is kept in {}",
                    settings.data().folder().toAbsolutePath().normalize());
            String scheme = settings.http().tls().isPresent() ? "https" : "http";
            // Test suites of client SDKs wait for this very line.
            log.info(
                    "Access FishjamWeb.Endpoint at {}://{}",
                    scheme,
                    settings.http().publicAddress());
            return server.awaitEnd();
        } catch (IOException failed) {
            log.error("Cannot start: {}", failed.getMessage());
            return ExitCode.FAILED;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return ExitCode.FAILED;
        }
    }
}
