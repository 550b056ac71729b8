package dev.ephyra.server.cli;

import dev.ephyra.server.config.EffectiveSetting;
import dev.ephyra.server.config.ReferenceFile;
import dev.ephyra.server.config.SettingsResult;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ephyra config}: every setting as a line a configuration file would take, and where it came from. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        description = "Prints the settings in effect and where each came from; secrets are masked.")
final class ConfigCommand implements Callable<Integer> {
    private final SettingsSource source;
    private final PrintWriter out;
    private final PrintWriter err;

    @Option(names = "--config", paramLabel = "FILE", description = "The configuration file; else EPHYRA_CONFIG.")
    private Optional<String> config = Optional.empty();

    @Option(names = "--reference", description = "Prints a commented configuration file of all settings instead.")
    private boolean reference;

    ConfigCommand(SettingsSource source, PrintWriter out, PrintWriter err) {
        this.source = source;
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() {
        if (reference) {
            out.print(ReferenceFile.text());
            return ExitCode.OK;
        }
        return switch (source.read(config)) {
            case SettingsResult.Rejected(String message) -> {
                err.println(message);
                yield ExitCode.FAILED;
            }
            case SettingsResult.Accepted accepted -> {
                accepted.effective().forEach(this::print);
                accepted.warnings().forEach(warning -> err.println("warning: " + warning));
                yield ExitCode.OK;
            }
        };
    }

    private void print(EffectiveSetting effective) {
        String assignment = effective.setting().key() + " = " + effective.shown();
        // Padded by hand: printf would follow the locale, and these lines are read by programs too.
        String padding = " ".repeat(Math.max(1, 46 - assignment.length()));
        out.println(assignment + padding + "# " + effective.setting().variable() + ", " + effective.origin());
    }
}
