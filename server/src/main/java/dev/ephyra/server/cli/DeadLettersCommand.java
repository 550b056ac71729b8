package dev.ephyra.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.ephyra.server.cli.client.ApiClient;
import dev.ephyra.server.cli.client.ClientFailure;
import dev.ephyra.server.cli.client.Query;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ephyra endpoints dead-letters}: events that were given up, and what may be done with them. */
@Command(name = "dead-letters", mixinStandardHelpOptions = true, description = "Events that an endpoint never took.")
final class DeadLettersCommand implements Runnable {
    private static final String PATH = ApiClient.ROOT + "/dead-letters";

    private final Terminal terminal;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private CommandSpec spec;

    DeadLettersCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        spec.commandLine().usage(terminal.out());
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "One line each, oldest first.")
    int list(
            @Mixin ConnectionOptions connection,
            @Mixin OutputOptions output,
            @Mixin ColourOption colour,
            @Option(names = "--endpoint", paramLabel = "EP", description = "Only of this endpoint.")
                    Optional<String> endpoint,
            @Option(names = "--after", paramLabel = "ID", description = "Only after this one.") Optional<String> after,
            @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "At most so many; 100.")
                    int limit)
            throws ClientFailure, InterruptedException {
        JsonNode answer = connection
                .api(terminal)
                .get(Query.of(PATH)
                        .with("endpoint", endpoint)
                        .with("after", after)
                        .with("limit", Integer.toString(limit))
                        .toString());
        if (!output.printedAsJson(terminal, answer)) {
            TextTable table =
                    new TextTable("ID", "DIED", "ENDPOINT", "ROOM", "SEQ", "TYPE", "CAUSE", "TRIES", "FAILURE");
            for (JsonNode each : JsonView.list(answer, "deadLetters")) {
                table.row(
                        JsonView.text(each, "id"),
                        JsonView.text(each, "diedAt"),
                        JsonView.text(each, "endpoint"),
                        JsonView.text(each, "room"),
                        JsonView.text(each, "roomSeq"),
                        JsonView.text(each, "type"),
                        JsonView.text(each, "cause"),
                        JsonView.text(each, "attempts"),
                        JsonView.text(each, "lastFailure"));
            }
            table.print(terminal.out(), colour.palette(terminal), "No dead letters");
        }
        return ExitCode.OK;
    }

    @Command(
            name = "requeue",
            mixinStandardHelpOptions = true,
            description = "Sends one again, or all of an endpoint in their order, marked as a replay.")
    int requeue(
            @Mixin ConnectionOptions connection,
            @Option(names = "--endpoint", paramLabel = "EP", description = "All of this endpoint.")
                    Optional<String> endpoint,
            @Parameters(paramLabel = "ID", arity = "0..1", description = "One dead letter.") Optional<String> id)
            throws ClientFailure, InterruptedException {
        ApiClient api = connection.api(terminal);
        if (id.isPresent() && endpoint.isEmpty()) {
            api.post(PATH + "/" + Query.encoded(id.get()) + "/requeue", null);
        } else if (endpoint.isPresent() && id.isEmpty()) {
            api.post(PATH + "/requeue", JsonNodeFactory.instance.objectNode().put("endpoint", endpoint.get()));
        } else {
            throw oneOfBoth();
        }
        terminal.out().println("Requeued");
        return ExitCode.OK;
    }

    @Command(name = "purge", mixinStandardHelpOptions = true, description = "Forgets one, or all of an endpoint.")
    int purge(
            @Mixin ConnectionOptions connection,
            @Option(names = "--endpoint", paramLabel = "EP", description = "All of this endpoint.")
                    Optional<String> endpoint,
            @Parameters(paramLabel = "ID", arity = "0..1", description = "One dead letter.") Optional<String> id)
            throws ClientFailure, InterruptedException {
        ApiClient api = connection.api(terminal);
        if (id.isPresent() && endpoint.isEmpty()) {
            api.delete(PATH + "/" + Query.encoded(id.get()));
        } else if (endpoint.isPresent() && id.isEmpty()) {
            api.delete(Query.of(PATH).with("endpoint", endpoint.get()).toString());
        } else {
            throw oneOfBoth();
        }
        terminal.out().println("Purged");
        return ExitCode.OK;
    }

    private static ClientFailure oneOfBoth() {
        return new ClientFailure(ClientFailure.Kind.USAGE, "Give either the ID of one or --endpoint for all of it");
    }
}
