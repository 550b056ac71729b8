package dev.ephyra.server.cli;

import dev.ephyra.server.ServerStart;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;

/**
 * Runs one command line. The plain forms of {@code server} are recognized by hand: the general parser would take a tenth of
 * the time until the server is ready. Owned by the main thread.
 */
public final class CommandLineEntry {
    private static final String CONFIG_OPTION = "--config";

    private final Map<String, String> environment;
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
        this.environment = terminal.environment();
        this.source = new SettingsSource(environment);
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
        CommandLine commandLine = new CommandLine(new EphyraCommand())
                .addSubcommand(new ServerCommand(this))
                .addSubcommand(new ConfigCommand(source, out, err))
                .addSubcommand(new TailCommand(terminal))
                .addSubcommand(new ListenCommand(terminal))
                .addSubcommand(new TriggerCommand(terminal))
                .addSubcommand(new CommandLine(new EventsCommand(terminal)).addSubcommand(new ReplayCommand(terminal)))
                .addSubcommand(new CommandLine(new EndpointsCommand(terminal))
                        .addSubcommand(new EndpointTrialCommand.Test(terminal))
                        .addSubcommand(new EndpointTrialCommand.Attempts(terminal))
                        .addSubcommand(new DeadLettersCommand(terminal)))
                .addSubcommand(new DoctorCommand(terminal))
                .addSubcommand(new JournalCommand(source, out, err))
                .addSubcommand(new VerifyCommand(environment, System.in, out))
                .addSubcommand(new VersionCommand(out))
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler(new FailureReport(err));
        return commandLine.execute(arguments);
    }

    int server(Optional<String> configOption) {
        return new ServerProgram(source, start, err).run(configOption);
    }

    private static boolean isPlainServer(String... arguments) {
        return (arguments.length == 1 || (arguments.length == 3 && arguments[1].equals(CONFIG_OPTION)))
                && arguments[0].equals("server");
    }
}
