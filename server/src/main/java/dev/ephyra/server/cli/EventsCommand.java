package dev.ephyra.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.ephyra.server.cli.client.ApiClient;
import dev.ephyra.server.cli.client.ClientFailure;
import dev.ephyra.server.cli.client.Query;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ephyra events}: looks at the events that a server keeps, and has them delivered again. */
@Command(
        name = "events",
        mixinStandardHelpOptions = true,
        description = "Lists and shows what happened, and has it delivered again.",
        footer = ExitCode.HELP)
final class EventsCommand implements Runnable {
    private final Terminal terminal;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private CommandSpec spec;

    EventsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        spec.commandLine().usage(terminal.out());
    }

    private static String path(String id) {
        return ApiClient.ROOT + "/events/" + Query.encoded(id);
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "One line for each, oldest first.")
    int list(
            @Mixin ConnectionOptions connection,
            @Mixin OutputOptions output,
            @Mixin ColourOption colour,
            @Option(names = "--events", paramLabel = "TYPE", split = ",", description = "Only these types.") @Nullable
                    List<String> types,
            @Option(names = "--room", paramLabel = "ID", description = "Only of this room.") Optional<String> room,
            @Option(names = "--since", paramLabel = "WHEN", description = "10m, 2h, 7d, or RFC 3339.")
                    Optional<String> since,
            @Option(names = "--until", paramLabel = "WHEN", description = "Likewise.") Optional<String> until,
            @Option(names = "--after", paramLabel = "CURSOR", description = "Only after this place.")
                    Optional<String> after,
            @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "At most so many; 100.")
                    int limit)
            throws ClientFailure, InterruptedException {
        Query path = Query.of(ApiClient.ROOT + "/events")
                .with("room", room)
                .with("since", since)
                .with("until", until)
                .with("after", after)
                .with("limit", Integer.toString(limit));
        if (types != null) {
            StringBuilder names = new StringBuilder();
            for (String type : types) {
                names.append(names.isEmpty() ? "" : ",")
                        .append(EventNames.of(type).text());
            }
            path.with("type", names.toString());
        }
        JsonNode page = connection.api(terminal).get(path.toString());
        if (!output.printedAsJson(terminal, page)) {
            print(page, colour.palette(terminal));
        }
        return ExitCode.OK;
    }

    private void print(JsonNode page, Palette palette) {
        TextTable table = new TextTable("OCCURRED", "TYPE", "ROOM", "SEQ", "REASON", "EVENT");
        for (JsonNode event : page.path("events")) {
            table.row(
                    JsonView.text(event, "occurredAt"),
                    JsonView.text(event, "type"),
                    JsonView.text(event, "room"),
                    JsonView.text(event, "roomSeq"),
                    JsonView.text(event, "reason"),
                    JsonView.text(event, "eventId"));
        }
        table.print(terminal.out(), palette, "No events");
        if (!page.path("missing").isMissingNode()) {
            terminal.err().println("MISSING: some of what was asked for is not kept any more");
        }
        terminal.err().println("More: --after " + JsonView.text(page, "next"));
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "One event, and where it stands at each endpoint.")
    int show(
            @Mixin ConnectionOptions connection,
            @Mixin OutputOptions output,
            @Mixin ColourOption colour,
            @Parameters(paramLabel = "EVENT", description = "The id of the event.") String id)
            throws ClientFailure, InterruptedException {
        ApiClient api = connection.api(terminal);
        JsonNode event = api.get(path(id));
        if (output.printedAsJson(terminal, event)) {
            return ExitCode.OK;
        }
        JsonView.print(terminal.out(), event);
        Palette palette = colour.palette(terminal);
        for (JsonNode delivery : JsonView.list(api.get(path(id) + "/deliveries"), "deliveries")) {
            String state = JsonView.text(delivery, "state");
            terminal.out().println();
            terminal.out().println(palette.strong(JsonView.text(delivery, "endpoint")) + ": " + state);
            AttemptView.print(terminal.out(), palette, delivery.path("attempts"), "no attempts are remembered");
        }
        return ExitCode.OK;
    }

    @Command(
            name = "redeliver",
            mixinStandardHelpOptions = true,
            description = "Sends one event again at once, marked as a replay; exit code 1 if it is not taken.")
    int redeliver(
            @Mixin ConnectionOptions connection,
            @Mixin OutputOptions output,
            @Option(names = "--endpoint", required = true, paramLabel = "EP", description = "To which endpoint.")
                    String endpoint,
            @Parameters(paramLabel = "EVENT", description = "The id of the event.") String id)
            throws ClientFailure, InterruptedException {
        JsonNode attempt = connection
                .api(terminal)
                .post(
                        path(id) + "/redeliver",
                        JsonNodeFactory.instance.objectNode().put("endpoint", endpoint));
        if (!output.printedAsJson(terminal, attempt)) {
            JsonView.print(terminal.out(), attempt);
        }
        return AttemptView.isTaken(attempt) ? ExitCode.OK : ExitCode.FAILED;
    }
}
