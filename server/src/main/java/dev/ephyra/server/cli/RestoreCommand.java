package dev.ephyra.server.cli;

import dev.ephyra.journal.JournalBackup;
import dev.ephyra.server.config.Settings;
import dev.ephyra.server.config.SettingsResult;
import dev.ephyra.server.lifecycle.RestoredData;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ephyra restore}: a data folder without a server's data becomes that of a backup. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description =
                "Verifies a backup and restores it into the data folder (EPHYRA_DATA_DIR), which must hold no data yet.",
        footer = ExitCode.HELP)
final class RestoreCommand implements Callable<Integer> {
    private final SettingsSource source;
    private final PrintWriter out;
    private final PrintWriter err;

    @Parameters(paramLabel = "PATH", description = "The folder that `ephyra backup` printed.")
    @SuppressWarnings("NullAway.Init") // set by picocli before call
    private Path backup;

    @Option(names = "--config", paramLabel = "FILE", description = "The configuration file; else EPHYRA_CONFIG.")
    private Optional<String> config = Optional.empty();

    @Option(
            names = "--accept-damage",
            description = "Restores a journal that has lost records, without them; the next start reports them.")
    private boolean acceptDamage;

    RestoreCommand(SettingsSource source, PrintWriter out, PrintWriter err) {
        this.source = source;
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() {
        return switch (source.read(config)) {
            case SettingsResult.Rejected(String message) -> failed(message);
            case SettingsResult.Accepted accepted -> restore(accepted.settings());
        };
    }

    private int restore(Settings settings) {
        Path data = settings.data().folder();
        try {
            RestoredData.Restored all = RestoredData.restore(backup, data, acceptDamage, settings.encryptionKey());
            JournalBackup.Restored restored = all.journal();
            out.println("Restored records " + restored.oldest() + " to " + restored.durable() + " into " + data
                    + ". It is another log now: cursors given out before are answered with recovered=false.");
            if (!all.warning().isEmpty()) {
                err.println(all.warning());
            }
            return ExitCode.OK;
        } catch (RestoredData.RestoreException refused) {
            return failed(String.valueOf(refused.getMessage()));
        }
    }

    private int failed(String message) {
        err.println(message);
        return ExitCode.FAILED;
    }
}
