package dev.ephyra.api.operator;

import dev.ephyra.api.ApiLimits;
import dev.ephyra.api.JsonValue;
import dev.ephyra.notify.endpoint.Batching;
import dev.ephyra.notify.endpoint.BodyFormat;
import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.endpoint.EventFilter;
import dev.ephyra.notify.lane.WebhookUrl;
import dev.ephyra.notify.record.EventType;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads what an operator says of an endpoint, over what it is already: fields that are not given stay. Which names of headers
 * are ours is the business of whoever keeps endpoints. Stateless.
 */
final class EndpointReader {
    /** What may be changed. */
    static final Set<String> SETTINGS = Set.of(
            "url",
            "include",
            "exclude",
            "roomIdPrefix",
            "roomMetadata",
            "format",
            "meta",
            "headers",
            "batching",
            "poison",
            "maxAgeSeconds",
            "timeoutSeconds");

    /** As a new one is where nothing else is said; its URL is given. */
    private static final Endpoint FRESH = new Endpoint(
            "ep_",
            "",
            EventFilter.ALL,
            BodyFormat.PROTOBUF,
            false,
            Map.of(),
            Batching.NONE,
            Endpoint.PoisonPolicy.DEAD_LETTER,
            Endpoint.DEFAULT_MAX_AGE_MILLIS,
            Endpoint.DEFAULT_TIMEOUT_MILLIS);

    private EndpointReader() {}

    static Endpoint fresh(BodyFields fields) throws Refusal {
        fields.requiredText("url", ApiLimits.MAX_WEBHOOK_URL_CHARS);
        return changed(FRESH, fields);
    }

    static Endpoint changed(Endpoint is, BodyFields fields) throws Refusal {
        return new Endpoint(
                is.id(),
                url(fields).orElse(is.url()),
                filter(is.filter(), fields),
                format(fields).orElse(is.format()),
                fields.bool("meta").orElse(is.meta()),
                headers(fields).orElse(is.headers()),
                batching(fields).orElse(is.batching()),
                poison(fields).orElse(is.deadLetters()),
                seconds("maxAgeSeconds", is.maxAgeMillis(), OperatorLimits.MAX_AGE_SECONDS, fields),
                (int) seconds("timeoutSeconds", is.totalTimeoutMillis(), OperatorLimits.MAX_TIMEOUT_SECONDS, fields));
    }

    private static Optional<String> url(BodyFields fields) throws Refusal {
        Optional<String> url = fields.text("url", ApiLimits.MAX_WEBHOOK_URL_CHARS);
        // As the configuration file has it; only the webhookUrl of rooms needs a path, as Fishjam's does.
        if (url.isPresent() && WebhookUrl.parse(url.get()) instanceof WebhookUrl.Parsed.Rejected(String why)) {
            // Without the URL: there may be a password in it.
            throw new Refusal("Expected url to be http://host[:port][/path] or https://…: " + why);
        }
        return url;
    }

    private static EventFilter filter(EventFilter is, BodyFields fields) throws Refusal {
        return new EventFilter(
                types("include", fields).orElse(is.include()),
                types("exclude", fields).orElse(is.exclude()),
                fields.text("roomIdPrefix", ApiLimits.MAX_ROOM_ID_CHARS).orElse(is.roomIdPrefix()),
                roomMetadata(fields).orElse(is.roomMetadata()));
    }

    private static Optional<Set<EventType>> types(String name, BodyFields fields) throws Refusal {
        Optional<List<JsonValue>> given = fields.items(name);
        if (given.isEmpty()) {
            return Optional.empty();
        }
        Set<EventType> types = EnumSet.noneOf(EventType.class);
        for (JsonValue item : given.get()) {
            if (!(item instanceof JsonValue.Text(String type))) {
                throw fields.expected(name, "an array of event types", item);
            }
            types.add(EventRoutes.type(name, type));
        }
        return Optional.of(types);
    }

    private static Optional<Map<String, String>> roomMetadata(BodyFields fields) throws Refusal {
        Optional<JsonValue.Members> given = fields.object("roomMetadata");
        if (given.isEmpty()) {
            return Optional.empty();
        }
        Map<String, JsonValue> members = given.get().members();
        if (members.size() > OperatorLimits.MAX_METADATA_MEMBERS) {
            throw new Refusal(
                    "Expected roomMetadata to have at most " + OperatorLimits.MAX_METADATA_MEMBERS + " members");
        }
        Map<String, String> wanted = new LinkedHashMap<>();
        members.forEach((name, value) -> wanted.put(name, value.text()));
        return Optional.of(wanted);
    }

    private static Optional<BodyFormat> format(BodyFields fields) throws Refusal {
        Optional<String> given = fields.text("format", ApiLimits.MAX_SHOWN_CHARS);
        Optional<BodyFormat> format = given.flatMap(BodyFormat::of);
        if (given.isPresent() && format.isEmpty()) {
            String known =
                    Arrays.stream(BodyFormat.values()).map(BodyFormat::text).collect(Collectors.joining(", "));
            throw fields.expected("format", "one of " + known, new JsonValue.Text(given.get()));
        }
        return format;
    }

    private static Optional<Map<String, String>> headers(BodyFields fields) throws Refusal {
        Optional<JsonValue.Members> given = fields.object("headers");
        if (given.isEmpty()) {
            return Optional.empty();
        }
        if (given.get().members().size() > OperatorLimits.MAX_ENDPOINT_HEADERS) {
            throw new Refusal("Expected headers to be at most " + OperatorLimits.MAX_ENDPOINT_HEADERS);
        }
        BodyFields inner = new BodyFields(given.get(), "headers.");
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : given.get().members().keySet()) {
            String value =
                    inner.text(name, OperatorLimits.MAX_HEADER_VALUE_CHARS).orElse("");
            if (value.equals(EndpointJson.MASK)) {
                throw new Refusal("Expected headers." + name
                        + " to be a value and not the mask of one; leave headers out" + " to keep them as they are");
            }
            headers.put(name.toLowerCase(Locale.ROOT), value);
        }
        return Optional.of(headers);
    }

    private static Optional<Batching> batching(BodyFields fields) throws Refusal {
        Optional<JsonValue> given = fields.members().given("batching");
        if (given.isPresent() && given.get() instanceof JsonValue.Bool(boolean wanted)) {
            return Optional.of(wanted ? Batching.DEFAULT : Batching.NONE);
        }
        Optional<BodyFields> inner = fields.fields("batching", Set.of("maxEvents", "maxBytes", "lingerMillis"));
        if (inner.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Batching(
                (int) inner.get().whole("maxEvents", 1, Batching.MAX_EVENTS).orElse(Batching.MAX_EVENTS),
                (int) inner.get().whole("maxBytes", 1_024, Batching.MAX_BYTES).orElse(Batching.MAX_BYTES),
                (int) inner.get()
                        .whole("lingerMillis", 0, Batching.MAX_LINGER_MILLIS)
                        .orElse(0)));
    }

    private static Optional<Endpoint.PoisonPolicy> poison(BodyFields fields) throws Refusal {
        Optional<String> given = fields.text("poison", ApiLimits.MAX_SHOWN_CHARS);
        if (given.isEmpty()) {
            return Optional.empty();
        }
        return switch (given.get()) {
            case "dead_letter" -> Optional.of(Endpoint.PoisonPolicy.DEAD_LETTER);
            case "park" -> Optional.of(Endpoint.PoisonPolicy.PARK);
            default -> throw fields.expected("poison", "dead_letter or park", new JsonValue.Text(given.get()));
        };
    }

    private static long seconds(String name, long isMillis, long most, BodyFields fields) throws Refusal {
        return fields.whole(name, 1, most).orElse(isMillis / 1_000) * 1_000;
    }
}
