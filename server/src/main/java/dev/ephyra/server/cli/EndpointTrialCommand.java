package dev.ephyra.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ephyra.server.cli.client.ApiClient;
import dev.ephyra.server.cli.client.ClientFailure;
import dev.ephyra.server.cli.client.Query;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The subcommands of {@code ephyra endpoints} that look at attempts; mounted beside those of {@link EndpointsCommand}. */
final class EndpointTrialCommand {
    private EndpointTrialCommand() {}

    /** {@code endpoints test}: one marked event, posted at once. */
    @Command(
            name = "test",
            mixinStandardHelpOptions = true,
            description = "Posts a marked test event at once and prints the answer; exit code 1 if it is not taken.")
    static final class Test implements java.util.concurrent.Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private final ConnectionOptions connection = new ConnectionOptions();

        @Mixin
        private final OutputOptions output = new OutputOptions();

        @Parameters(paramLabel = "ID", description = "The endpoint.")
        private String id = "";

        Test(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws ClientFailure, InterruptedException {
            JsonNode attempt = connection.api(terminal).post(EndpointsCommand.path(id) + "/test", null);
            if (!output.printedAsJson(terminal, attempt)) {
                JsonView.print(terminal.out(), attempt);
            }
            return AttemptView.isTaken(attempt) ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    /** {@code endpoints attempts}: the latest POSTs. */
    @Command(
            name = "attempts",
            mixinStandardHelpOptions = true,
            description = "The latest attempts, newest first, with what the endpoint answered.")
    static final class Attempts implements java.util.concurrent.Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private final ConnectionOptions connection = new ConnectionOptions();

        @Mixin
        private final OutputOptions output = new OutputOptions();

        @Mixin
        private final ColourOption colour = new ColourOption();

        @Option(names = "--failed", description = "Only those that failed.")
        private boolean failed;

        @Option(names = "--limit", paramLabel = "N", defaultValue = "50", description = "At most so many; 50.")
        private int limit;

        @Parameters(paramLabel = "ID", description = "The endpoint.")
        private String id = "";

        Attempts(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws ClientFailure, InterruptedException {
            Query path = Query.of(EndpointsCommand.path(id) + "/attempts").with("limit", Integer.toString(limit));
            if (failed) {
                path.with("failed", "true");
            }
            ApiClient api = connection.api(terminal);
            JsonNode answer = api.get(path.toString());
            if (!output.printedAsJson(terminal, answer)) {
                AttemptView.print(
                        terminal.out(), colour.palette(terminal), JsonView.list(answer, "attempts"), "No attempts");
            }
            return ExitCode.OK;
        }
    }
}
