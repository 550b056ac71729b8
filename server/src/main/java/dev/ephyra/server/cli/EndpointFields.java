package dev.ephyra.server.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ephyra.notify.record.EventType;
import dev.ephyra.server.cli.client.ClientFailure;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What an endpoint may be told, as options; the server checks the values. Only what is given is sent. */
final class EndpointFields {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(names = "--events", paramLabel = "TYPE", split = ",", description = "Only these types of events.")
    private @Nullable List<String> include;

    @Option(names = "--except", paramLabel = "TYPE", split = ",", description = "Not these types.")
    private @Nullable List<String> exclude;

    @Option(names = "--room-prefix", paramLabel = "TEXT", description = "Only rooms whose id begins so.")
    private Optional<String> roomPrefix = Optional.empty();

    @Option(
            names = "--room-metadata",
            paramLabel = "NAME=VALUE",
            description = "Only rooms whose metadata has this member; VALUE is JSON, or else a text.")
    private Map<String, String> roomMetadata = new LinkedHashMap<>();

    @Option(names = "--format", paramLabel = "FORMAT", description = "protobuf (default), json or fishjam-json.")
    private Optional<String> format = Optional.empty();

    @Option(names = "--meta", negatable = true, description = "Which event it is, inside the body too (field 1000).")
    private Optional<Boolean> meta = Optional.empty();

    @Option(names = "--header", paramLabel = "NAME=VALUE", description = "Sent with each POST; may be repeated.")
    private Map<String, String> headers = new LinkedHashMap<>();

    @Option(names = "--batch", negatable = true, description = "Several notifications in one POST where it is busy.")
    private Optional<Boolean> batch = Optional.empty();

    @Option(names = "--batch-events", paramLabel = "N", description = "At most so many in a batch, 1 to 100.")
    private Optional<Integer> batchEvents = Optional.empty();

    @Option(names = "--batch-linger", paramLabel = "MS", description = "Wait so long for more, 0 to 250 ms.")
    private Optional<Integer> lingerMillis = Optional.empty();

    @Option(
            names = "--poison",
            paramLabel = "POLICY",
            description = "An event that is refused again and again: dead_letter (default) or park.")
    private Optional<String> poison = Optional.empty();

    @Option(
            names = "--max-age",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "What cannot be delivered for so long becomes a dead letter; 72h.")
    private Optional<Duration> maxAge = Optional.empty();

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "For one POST, 1s to 30s; 15s.")
    private Optional<Duration> timeout = Optional.empty();

    /** The members of the JSON that were given. */
    ObjectNode json() throws ClientFailure {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (include != null) {
            addTypes(json.putArray("include"), include);
        }
        if (exclude != null) {
            addTypes(json.putArray("exclude"), exclude);
        }
        roomPrefix.ifPresent(prefix -> json.put("roomIdPrefix", prefix));
        if (!roomMetadata.isEmpty()) {
            ObjectNode members = json.putObject("roomMetadata");
            roomMetadata.forEach((name, value) -> put(members, name, value));
        }
        format.ifPresent(name -> json.put("format", name));
        meta.ifPresent(wanted -> json.put("meta", wanted));
        if (!headers.isEmpty()) {
            ObjectNode sent = json.putObject("headers");
            headers.forEach(sent::put);
        }
        batching(json);
        poison.ifPresent(policy -> json.put("poison", policy));
        maxAge.ifPresent(age -> json.put("maxAgeSeconds", age.toSeconds()));
        timeout.ifPresent(time -> json.put("timeoutSeconds", time.toSeconds()));
        return json;
    }

    private void batching(ObjectNode json) {
        if (batch.isPresent() && !batch.get()) {
            json.put("batching", false);
        } else if (batch.isPresent() || batchEvents.isPresent() || lingerMillis.isPresent()) {
            ObjectNode batching = json.putObject("batching");
            batchEvents.ifPresent(most -> batching.put("maxEvents", most));
            lingerMillis.ifPresent(wait -> batching.put("lingerMillis", wait));
        }
    }

    private static void addTypes(ArrayNode types, List<String> names) throws ClientFailure {
        for (String name : names) {
            // An empty name is how a filter is taken away again: --events ''.
            if (!name.isEmpty()) {
                EventType type = EventNames.of(name);
                types.add(type.text());
            }
        }
    }

    private static void put(ObjectNode members, String name, String value) {
        try {
            members.set(name, JSON.readTree(value));
        } catch (JsonProcessingException text) {
            members.put(name, value);
        }
    }
}
