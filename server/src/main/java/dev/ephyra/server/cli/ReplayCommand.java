package dev.ephyra.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ephyra.server.cli.client.ApiClient;
import dev.ephyra.server.cli.client.ClientFailure;
import dev.ephyra.server.cli.client.Query;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ephyra events replay}: a range again, in order, and how far it is. The server goes on without us. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "Sends a range of events to an endpoint again, in their order, marked as a replay.",
            "Ctrl-C stops watching; the replay goes on in the server (events replay --cancel ID ends it)."
        })
final class ReplayCommand implements Callable<Integer> {
    private static final String PATH = ApiClient.ROOT + "/replays";
    private static final String NOTHING = "0 sent, 0 failed";
    private static final long LOOK_MILLIS = 500;
    private static final Set<String> UNDER_WAY = Set.of("running", "pending", "waiting");

    private final Terminal terminal;

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Option(names = "--endpoint", paramLabel = "EP", description = "To which endpoint.")
    private Optional<String> endpoint = Optional.empty();

    @Option(names = "--room", paramLabel = "ID", description = "Only events of this room.")
    private Optional<String> room = Optional.empty();

    @Option(names = "--since", paramLabel = "WHEN", description = "The first: 10m, 2h, 7d, or RFC 3339.")
    private Optional<String> since = Optional.empty();

    @Option(names = "--after", paramLabel = "CURSOR", description = "The first is the one after this place.")
    private Optional<String> after = Optional.empty();

    @Option(names = "--until", paramLabel = "WHEN", description = "The last; else what is the last now.")
    private Optional<String> until = Optional.empty();

    @Option(names = "--failed-only", description = "Only what this endpoint did not take.")
    private boolean failedOnly;

    @Option(names = "--rate", paramLabel = "N", description = "At most so many POSTs a second, 1 to 1,000.")
    private Optional<Integer> perSecond = Optional.empty();

    @Option(names = "--detach", description = "Starts it and does not watch.")
    private boolean detach;

    @Option(names = "--cancel", paramLabel = "ID", description = "Ends a replay instead of starting one.")
    private Optional<String> cancel = Optional.empty();

    ReplayCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws ClientFailure, InterruptedException {
        ApiClient api = connection.api(terminal);
        if (cancel.isPresent()) {
            api.delete(PATH + "/" + Query.encoded(cancel.get()));
            terminal.out().println("Cancelled " + EventLine.printable(cancel.get()));
            return ExitCode.OK;
        }
        if (endpoint.isEmpty() || (since.isEmpty() && after.isEmpty() && !failedOnly)) {
            throw new ClientFailure(
                    ClientFailure.Kind.USAGE,
                    "A replay needs --endpoint and where to begin: --since, --after or --failed-only");
        }
        String id = JsonView.text(api.post(PATH, request(endpoint.get())), "id");
        terminal.out().println("Replay " + id + " has begun");
        if (detach) {
            return ExitCode.OK;
        }
        terminal.person().interrupts(Thread.currentThread());
        return watch(api, id);
    }

    private ObjectNode request(String target) {
        ObjectNode request = JsonNodeFactory.instance.objectNode().put("endpoint", target);
        room.ifPresent(id -> request.put("room", id));
        since.ifPresent(when -> request.put("since", when));
        after.ifPresent(cursor -> request.put("after", cursor));
        until.ifPresent(when -> request.put("until", when));
        perSecond.ifPresent(rate -> request.put("perSecond", rate));
        if (failedOnly) {
            request.put("failedOnly", true);
        }
        return request;
    }

    private int watch(ApiClient api, String id) throws ClientFailure, InterruptedException {
        String shown = "";
        while (true) {
            JsonNode replay = find(JsonView.list(api.get(PATH), "replays"), id);
            String state = JsonView.text(replay, "state");
            String progress = JsonView.text(replay, "sent") + " sent, " + JsonView.text(replay, "failed") + " failed";
            if (replay.isMissingNode()) {
                terminal.out().println("Done");
                return ExitCode.OK;
            }
            if (!progress.equals(shown)) {
                terminal.out().println(progress);
                shown = progress;
            }
            if (!UNDER_WAY.contains(state)) {
                terminal.out().println("The replay is " + state);
                if (state.equals("finished") && progress.equals(NOTHING)) {
                    terminal.out().println("No event matched: nothing was sent");
                }
                return replay.path("failed").asLong() == 0 ? ExitCode.OK : ExitCode.FAILED;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    private static JsonNode find(JsonNode replays, String id) {
        for (JsonNode replay : replays) {
            if (replay.path("id").asText().equals(id)) {
                return replay;
            }
        }
        return MissingNode.getInstance();
    }
}
