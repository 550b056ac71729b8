package dev.ephyra.server.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ephyra server} in its general form. */
@Command(name = "server", mixinStandardHelpOptions = true, description = "Runs the server until it is told to end.")
final class ServerCommand implements Callable<Integer> {
    private final CommandLineEntry entry;

    @Option(names = "--config", paramLabel = "FILE", description = "The configuration file; else EPHYRA_CONFIG.")
    private Optional<String> config = Optional.empty();

    ServerCommand(CommandLineEntry entry) {
        this.entry = entry;
    }

    @Override
    public Integer call() {
        return entry.server(config);
    }
}
