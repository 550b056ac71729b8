package dev.ephyra.server.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ephyra.notify.endpoint.Batching;
import dev.ephyra.notify.endpoint.BodyFormat;
import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.endpoint.EventFilter;
import dev.ephyra.notify.record.EventType;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** An endpoint as JSON text in its row, but for its own headers, which are kept encrypted beside. Pure. */
final class EndpointCodec {
    private static final ObjectMapper JSON = new ObjectMapper();

    private EndpointCodec() {}

    static String encode(Endpoint endpoint) {
        ObjectNode json = JSON.createObjectNode();
        json.put("url", endpoint.url());
        types(json.putArray("include"), endpoint.filter().include());
        types(json.putArray("exclude"), endpoint.filter().exclude());
        json.put("roomIdPrefix", endpoint.filter().roomIdPrefix());
        texts(json.putObject("roomMetadata"), endpoint.filter().roomMetadata());
        json.put("format", endpoint.format().text());
        json.put("meta", endpoint.meta());
        json.putObject("batching")
                .put("maxEvents", endpoint.batching().maxEvents())
                .put("maxBytes", endpoint.batching().maxBytes())
                .put("lingerMillis", endpoint.batching().lingerMillis());
        json.put("deadLetters", endpoint.deadLetters().name());
        json.put("maxAgeMillis", endpoint.maxAgeMillis());
        json.put("totalTimeoutMillis", endpoint.totalTimeoutMillis());
        return json.toString();
    }

    private static void types(ArrayNode array, Set<EventType> types) {
        new TreeSet<>(types).forEach(type -> array.add(type.text()));
    }

    private static void texts(ObjectNode object, Map<String, String> texts) {
        new TreeMap<>(texts).forEach(object::put);
    }

    /** The endpoint {@code id} of its row; empty if the text was never ours. */
    static Optional<Endpoint> decode(String id, String text) {
        try {
            JsonNode json = JSON.readTree(text);
            JsonNode batching = json.path("batching");
            Optional<BodyFormat> format = BodyFormat.of(json.path("format").asText());
            if (!json.path("url").isTextual() || format.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(new Endpoint(
                    id,
                    json.path("url").asText(),
                    new EventFilter(
                            types(json.path("include")),
                            types(json.path("exclude")),
                            json.path("roomIdPrefix").asText(),
                            texts(json.path("roomMetadata"))),
                    format.get(),
                    json.path("meta").asBoolean(),
                    // As version 2 wrote them.
                    texts(json.path("headers")),
                    new Batching(
                            batching.path("maxEvents").asInt(),
                            batching.path("maxBytes").asInt(),
                            batching.path("lingerMillis").asInt()),
                    Endpoint.PoisonPolicy.valueOf(json.path("deadLetters").asText()),
                    json.path("maxAgeMillis").asLong(),
                    json.path("totalTimeoutMillis").asInt()));
        } catch (JsonProcessingException | IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }

    private static Set<EventType> types(JsonNode array) {
        Set<EventType> types = new TreeSet<>();
        for (JsonNode name : array) {
            types.add(EventType.of(name.asText()).orElseThrow(() -> new IllegalArgumentException("unknown type")));
        }
        return types;
    }

    private static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new TreeMap<>();
        object.properties()
                .forEach(member -> texts.put(member.getKey(), member.getValue().asText()));
        return texts;
    }
}
