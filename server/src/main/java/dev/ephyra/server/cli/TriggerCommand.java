package dev.ephyra.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ephyra.notify.record.EventType;
import dev.ephyra.server.cli.client.ApiClient;
import dev.ephyra.server.cli.client.ClientFailure;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ephyra trigger}: test events, marked as such on every channel. */
@Command(
        name = "trigger",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a room of its own live the shortest life that contains an event, so that receivers can be tried.",
            "Everything of that room is marked as a test. Without a type it lists the types."
        },
        footer = ExitCode.HELP)
final class TriggerCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Parameters(paramLabel = "TYPE", arity = "0..1", description = "As in peerConnected.")
    private Optional<String> type = Optional.empty();

    @Option(names = "--room", paramLabel = "ID", description = "What follows ephyra-test- in the id of the room.")
    private Optional<String> room = Optional.empty();

    @Option(names = "--count", paramLabel = "N", description = "How often the event happens in that life; 1.")
    private int count = 1;

    TriggerCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws ClientFailure, InterruptedException {
        if (type.isEmpty()) {
            for (EventType each : EventType.values()) {
                if (!each.isOfServer()) {
                    terminal.out().println(each.text());
                }
            }
            return ExitCode.OK;
        }
        ObjectNode request = JsonNodeFactory.instance
                .objectNode()
                .put("type", EventNames.of(type.get()).text());
        room.ifPresent(id -> request.put("room", id));
        if (count != 1) {
            request.put("count", count);
        }
        JsonNode made = connection.api(terminal).post(ApiClient.ROOT + "/test-events", request);
        terminal.out()
                .println("Room " + EventLine.printable(made.path("room").asText()) + " had "
                        + made.path("events").size() + " test events:");
        made.path("events").forEach(id -> terminal.out().println("  " + EventLine.printable(id.asText())));
        return ExitCode.OK;
    }
}
