package dev.ephyra.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ephyra.server.cli.client.ApiClient;
import dev.ephyra.server.cli.client.ClientFailure;
import dev.ephyra.server.cli.client.Query;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ephyra endpoints}: where webhooks go for the whole deployment, and how each of them does. */
@Command(
        name = "endpoints",
        mixinStandardHelpOptions = true,
        description = "Lists, adds, changes and tries the webhook endpoints of a running server.",
        footer = ExitCode.HELP)
final class EndpointsCommand implements Runnable {
    private final Terminal terminal;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private CommandSpec spec;

    EndpointsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        spec.commandLine().usage(terminal.out());
    }

    static String path(String id) {
        return ApiClient.ROOT + "/endpoints/" + Query.encoded(id);
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "One line for each endpoint.")
    int list(@Mixin ConnectionOptions connection, @Mixin OutputOptions output, @Mixin ColourOption colour)
            throws ClientFailure, InterruptedException {
        JsonNode answer = connection.api(terminal).get(ApiClient.ROOT + "/endpoints");
        if (!output.printedAsJson(terminal, answer)) {
            TextTable table = new TextTable("ID", "STATE", "LANES", "BLOCKED", "OLDEST", "DEAD", "FORMAT", "URL");
            for (JsonNode each : JsonView.list(answer, "endpoints")) {
                table.row(
                        JsonView.text(each, "id"),
                        JsonView.text(each, "state"),
                        JsonView.text(each, "lanes"),
                        JsonView.text(each, "blockedLanes"),
                        JsonView.text(each, "oldestUndeliveredAt"),
                        JsonView.text(each, "deadLetters"),
                        JsonView.text(each, "format"),
                        JsonView.text(each, "url"));
            }
            table.print(terminal.out(), colour.palette(terminal), "No endpoints; add one with: endpoints add URL");
        }
        return ExitCode.OK;
    }

    @Command(name = "show", mixinStandardHelpOptions = true, description = "Everything about one endpoint.")
    int show(
            @Mixin ConnectionOptions connection,
            @Mixin OutputOptions output,
            @Parameters(paramLabel = "ID", description = "The endpoint.") String id)
            throws ClientFailure, InterruptedException {
        return print(connection.api(terminal).get(path(id)), output);
    }

    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = "Registers an endpoint and prints its secret, once.")
    int add(
            @Mixin ConnectionOptions connection,
            @Mixin OutputOptions output,
            @Mixin EndpointFields fields,
            @Option(
                            names = "--secret-file",
                            paramLabel = "FILE",
                            description = "Holds the secret; without it one is generated.")
                    Optional<Path> secretFile,
            @Parameters(paramLabel = "URL", description = "Where its webhooks go.") String url)
            throws ClientFailure, InterruptedException {
        ObjectNode endpoint = fields.json().put("url", url);
        if (secretFile.isPresent()) {
            endpoint.put("secret", SecretFile.read(secretFile.get()));
        }
        return print(connection.api(terminal).post(ApiClient.ROOT + "/endpoints", endpoint), output);
    }

    @Command(
            name = "update",
            mixinStandardHelpOptions = true,
            description = "Changes what is given; the next attempt uses it.")
    int update(
            @Mixin ConnectionOptions connection,
            @Mixin OutputOptions output,
            @Mixin EndpointFields fields,
            @Option(names = "--to", paramLabel = "URL", description = "Where its webhooks go from now on.")
                    Optional<String> url,
            @Parameters(paramLabel = "ID", description = "The endpoint.") String id)
            throws ClientFailure, InterruptedException {
        ObjectNode changes = fields.json();
        url.ifPresent(target -> changes.put("url", target));
        if (changes.isEmpty()) {
            throw new ClientFailure(ClientFailure.Kind.USAGE, "Nothing to change; see endpoints update --help");
        }
        return print(connection.api(terminal).patch(path(id), changes), output);
    }

    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            description = "Ends an endpoint; what is undelivered is dropped, its dead letters too.")
    int remove(
            @Mixin ConnectionOptions connection,
            @Parameters(paramLabel = "ID", description = "The endpoint.") String id)
            throws ClientFailure, InterruptedException {
        connection.api(terminal).delete(path(id));
        terminal.out().println("Removed " + EventLine.printable(id));
        return ExitCode.OK;
    }

    @Command(
            name = "pause",
            mixinStandardHelpOptions = true,
            description = "Sends nothing and keeps everything, until resumed.")
    int pause(
            @Mixin ConnectionOptions connection,
            @Mixin OutputOptions output,
            @Parameters(paramLabel = "ID", description = "The endpoint.") String id)
            throws ClientFailure, InterruptedException {
        return print(connection.api(terminal).post(path(id) + "/pause", null), output);
    }

    @Command(
            name = "resume",
            mixinStandardHelpOptions = true,
            description = "Ends a pause, or the stop after an answer 410, and tries at once.")
    int resume(
            @Mixin ConnectionOptions connection,
            @Mixin OutputOptions output,
            @Parameters(paramLabel = "ID", description = "The endpoint.") String id)
            throws ClientFailure, InterruptedException {
        return print(connection.api(terminal).post(path(id) + "/resume", null), output);
    }

    @Command(
            name = "rotate",
            mixinStandardHelpOptions = true,
            description = "Gives it a new secret beside the old one, and prints the new one, once.")
    int rotate(
            @Mixin ConnectionOptions connection,
            @Mixin OutputOptions output,
            @Option(names = "--secret-file", paramLabel = "FILE", description = "Holds the new secret.")
                    Optional<Path> secretFile,
            @Option(
                            names = "--overlap",
                            paramLabel = "TIME",
                            converter = Durations.class,
                            description =
                                    "How long webhook-signature carries both; 24h, at most 7d; 0 drops the old one at once.")
                    Optional<Duration> overlap,
            @Option(
                            names = "--flip-after",
                            paramLabel = "TIME",
                            converter = Durations.class,
                            description = "When x-fishjam-signature-256 changes, which has room for one.")
                    Optional<Duration> flip,
            @Parameters(paramLabel = "ID", description = "The endpoint.") String id)
            throws ClientFailure, InterruptedException {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        if (secretFile.isPresent()) {
            request.put("secret", SecretFile.read(secretFile.get()));
        }
        overlap.ifPresent(time -> request.put("overlapSeconds", time.toSeconds()));
        flip.ifPresent(time -> request.put("flipAfterSeconds", time.toSeconds()));
        return print(connection.api(terminal).post(path(id) + "/rotate", request), output);
    }

    @Command(name = "secret", mixinStandardHelpOptions = true, description = "Prints the secret in use, alone.")
    int secret(
            @Mixin ConnectionOptions connection,
            @Parameters(paramLabel = "ID", description = "The endpoint.") String id)
            throws ClientFailure, InterruptedException {
        JsonNode answer = connection.api(terminal).get(path(id) + "/secret");
        terminal.out().println(JsonView.text(answer, "secret"));
        return ExitCode.OK;
    }

    private int print(JsonNode answer, OutputOptions output) {
        if (!output.printedAsJson(terminal, answer)) {
            JsonView.print(terminal.out(), answer);
        }
        return ExitCode.OK;
    }
}
