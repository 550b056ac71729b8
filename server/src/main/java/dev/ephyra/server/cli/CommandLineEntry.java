package dev.ephyra.server.cli;

import dev.ephyra.server.ServerStart;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;

/**
 * Runs one command line. The plain forms of {@code server} are recognized by hand: the general parser would take a tenth of
 * the time until the server is ready. Owned by the main thread.
 */
public final class CommandLineEntry {
    private static final String CONFIG_OPTION = "--config";

    private final SettingsSource source;
    private final ServerStart start;
    private final PrintWriter out;
    private final PrintWriter err;
    private final Terminal terminal;

    /** The command line sees the outside only through these. */
    public CommandLineEntry(Map<String, String> environment, ServerStart start, PrintWriter out, PrintWriter err) {
        this(start, new Terminal(environment, out, err, new ProcessPerson()));
    }

    CommandLineEntry(ServerStart start, Terminal terminal) {
        this.source = new SettingsSource(terminal.environment());
        this.start = start;
        this.out = terminal.out();
        this.err = terminal.err();
        this.terminal = terminal;
    }

    /** Returns the exit code of the process. */
    public int run(String... arguments) {
        if (arguments.length > 0 && arguments[0].equals("train")) {
            return new TrainingRun(start, err).run();
        }
        if (isPlainServer(arguments)) {
            return server(arguments.length == 3 ? Optional.of(arguments[2]) : Optional.empty());
        }
        CommandLine commandLine = new CommandLine(new EphyraCommand());
        Map<String, Supplier<Object>> subcommands = subcommands();
        if (arguments.length > 0 && subcommands.containsKey(arguments[0])) {
            // Reading the annotations of all others would take as long as the command itself.
            subcommands.keySet().retainAll(Set.of(arguments[0]));
        }
        subcommands.forEach((name, command) -> commandLine.addSubcommand(name, command.get()));
        return commandLine
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler(new FailureReport(err))
                .execute(arguments);
    }

    /** In the order of the help. */
    private Map<String, Supplier<Object>> subcommands() {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("server", () -> new ServerCommand(this));
        commands.put("config", () -> new ConfigCommand(source, out, err));
        commands.put("doctor", () -> new DoctorCommand(terminal));
        commands.put("tail", () -> new TailCommand(terminal));
        commands.put("listen", () -> new ListenCommand(terminal));
        commands.put("trigger", () -> new TriggerCommand(terminal));
        commands.put(
                "events",
                () -> new CommandLine(new EventsCommand(terminal)).addSubcommand(new ReplayCommand(terminal)));
        commands.put(
                "endpoints",
                () -> new CommandLine(new EndpointsCommand(terminal))
                        .addSubcommand(new EndpointTrialCommand.Test(terminal))
                        .addSubcommand(new EndpointTrialCommand.Attempts(terminal))
                        .addSubcommand(new DeadLettersCommand(terminal)));
        commands.put("verify", () -> new VerifyCommand(terminal.environment(), System.in, out));
        commands.put("journal", () -> new JournalCommand(source, out, err));
        commands.put("backup", () -> new BackupCommand(terminal));
        commands.put("restore", () -> new RestoreCommand(source, out, err));
        commands.put("version", () -> new VersionCommand(out));
        return commands;
    }

    int server(Optional<String> configOption) {
        return new ServerProgram(source, start, err).run(configOption);
    }

    private static boolean isPlainServer(String... arguments) {
        return (arguments.length == 1 || (arguments.length == 3 && arguments[1].equals(CONFIG_OPTION)))
                && arguments[0].equals("server");
    }
}
