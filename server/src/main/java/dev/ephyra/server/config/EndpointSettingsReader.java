package dev.ephyra.server.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ephyra.notify.endpoint.Batching;
import dev.ephyra.notify.endpoint.BodyFormat;
import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.endpoint.EndpointRules;
import dev.ephyra.notify.endpoint.EventFilter;
import dev.ephyra.notify.record.EventType;
import dev.ephyra.notify.signature.WebhookSecret;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Reads the webhook endpoints of the configuration file: keys {@code endpoints.NAME.FIELD}, of which there are as many as
 * the operator likes, so they are no rows of the table. Every message names file and line. A function of its arguments.
 */
final class EndpointSettingsReader {
    static final String PREFIX = "endpoints.";
    /** A page of a file; more are registered over the API. */
    static final int MAX_CONFIGURED_ENDPOINTS = 100;

    private static final String ID_PREFIX = "ep_file_";
    private static final Pattern NAME = Pattern.compile("[a-z0-9_-]{1,32}");
    private static final Pattern CAPITAL = Pattern.compile("[A-Z]");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> FIELDS = Set.of(
            "url",
            "include",
            "exclude",
            "room-id-prefix",
            "room-metadata",
            "format",
            "meta",
            "batching",
            "poison",
            "max-age-seconds",
            "timeout-seconds",
            "secret");
    private static final String HEADER_FIELD = "header.";

    private final String fileName;
    private final String name;
    private final Map<String, ConfigFile.Entry> fields;

    private EndpointSettingsReader(String fileName, String name, Map<String, ConfigFile.Entry> fields) {
        this.fileName = fileName;
        this.name = name;
        this.fields = fields;
    }

    static boolean isOneOfOurs(String key) {
        return key.startsWith(PREFIX);
    }

    /** In the order of their names. */
    static List<ConfiguredEndpoint> read(ConfigFile file) throws BadSetting {
        Map<String, Map<String, ConfigFile.Entry>> byName = new TreeMap<>();
        for (Map.Entry<String, ConfigFile.Entry> entry : file.entries().entrySet()) {
            if (isOneOfOurs(entry.getKey())) {
                String rest = entry.getKey().substring(PREFIX.length());
                int dot = rest.indexOf('.');
                String name = dot < 0 ? rest : rest.substring(0, dot);
                if (dot < 0 || !NAME.matcher(name).matches()) {
                    throw new BadSetting(file.name() + ":" + entry.getValue().line()
                            + ": expected endpoints.NAME.FIELD, NAME of lower-case letters, digits, - and _");
                }
                byName.computeIfAbsent(name, _ -> new HashMap<>()).put(rest.substring(dot + 1), entry.getValue());
            }
        }
        if (byName.size() > MAX_CONFIGURED_ENDPOINTS) {
            throw new BadSetting(file.name() + ": at most " + MAX_CONFIGURED_ENDPOINTS + " endpoints");
        }
        List<ConfiguredEndpoint> endpoints = new ArrayList<>();
        for (var entry : byName.entrySet()) {
            endpoints.add(new EndpointSettingsReader(file.name(), entry.getKey(), entry.getValue()).endpoint());
        }
        return List.copyOf(endpoints);
    }

    private ConfiguredEndpoint endpoint() throws BadSetting {
        for (String field : fields.keySet()) {
            if (!FIELDS.contains(field) && !field.startsWith(HEADER_FIELD)) {
                throw bad(field, "unknown; there are " + String.join(", ", new TreeSet<>(FIELDS)) + " and header.NAME");
            }
        }
        if (!fields.containsKey("url")) {
            throw new BadSetting(fileName + ": " + PREFIX + name + ".url is missing");
        }
        Endpoint endpoint = new Endpoint(
                ID_PREFIX + name,
                text("url", ""),
                new EventFilter(types("include"), types("exclude"), text("room-id-prefix", ""), roomMetadata()),
                format(),
                yes("meta"),
                headers(),
                yes("batching") ? Batching.DEFAULT : Batching.NONE,
                poison(),
                number("max-age-seconds", Endpoint.DEFAULT_MAX_AGE_MILLIS / 1_000) * 1_000,
                (int) number("timeout-seconds", Endpoint.DEFAULT_TIMEOUT_MILLIS / 1_000) * 1_000);
        Optional<String> problem = EndpointRules.problem(endpoint);
        if (problem.isPresent()) {
            throw bad(problem.get());
        }
        return new ConfiguredEndpoint(endpoint, secret());
    }

    private String text(String field, String otherwise) {
        ConfigFile.Entry entry = fields.get(field);
        return entry == null ? otherwise : entry.value();
    }

    private Set<EventType> types(String field) throws BadSetting {
        Set<EventType> types = new TreeSet<>();
        for (String word : text(field, "").split("[ ,]+", -1)) {
            if (!word.isEmpty()) {
                types.add(EventType.of(word).orElseThrow(() -> bad(field, "there is no event type " + word)));
            }
        }
        return types;
    }

    private Map<String, String> roomMetadata() throws BadSetting {
        Map<String, String> members = new TreeMap<>();
        String text = text("room-metadata", "");
        if (text.isEmpty()) {
            return members;
        }
        try {
            JsonNode object = JSON.readTree(text);
            if (!object.isObject()) {
                throw bad("room-metadata", "expected a JSON object");
            }
            object.properties()
                    .forEach(member ->
                            members.put(member.getKey(), member.getValue().toString()));
            return members;
        } catch (JsonProcessingException notJson) {
            throw bad("room-metadata", "expected a JSON object on one line");
        }
    }

    private BodyFormat format() throws BadSetting {
        return BodyFormat.of(text("format", BodyFormat.PROTOBUF.text()))
                .orElseThrow(() -> bad("format", "expected protobuf, json or fishjam-json"));
    }

    private boolean yes(String field) throws BadSetting {
        return switch (text(field, "false")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw bad(field, "expected true or false");
        };
    }

    private Endpoint.PoisonPolicy poison() throws BadSetting {
        return switch (text("poison", "dead_letter")) {
            case "dead_letter" -> Endpoint.PoisonPolicy.DEAD_LETTER;
            case "park" -> Endpoint.PoisonPolicy.PARK;
            default -> throw bad("poison", "expected dead_letter or park");
        };
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new TreeMap<>();
        fields.forEach((field, entry) -> {
            if (field.startsWith(HEADER_FIELD)) {
                headers.put(field.substring(HEADER_FIELD.length()).toLowerCase(Locale.ROOT), entry.value());
            }
        });
        return headers;
    }

    private long number(String field, long otherwise) throws BadSetting {
        String text = text(field, Long.toString(otherwise));
        if (!text.matches("[0-9]{1,9}")) {
            throw bad(field, "expected a number");
        }
        return Long.parseLong(text);
    }

    private Optional<WebhookSecret> secret() throws BadSetting {
        String text = text("secret", "");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        return switch (WebhookSecret.parse(text)) {
            case WebhookSecret.Parsed.Accepted(WebhookSecret secret) -> Optional.of(secret);
            case WebhookSecret.Parsed.Rejected(String why) -> throw bad("secret", why);
        };
    }

    /** @param problem begins with the name that the API has for the field */
    private BadSetting bad(String problem) {
        int colon = problem.indexOf(": ");
        String ofApi = problem.substring(0, colon);
        String field = ofApi.equals("headers")
                ? "header"
                : CAPITAL.matcher(ofApi).replaceAll("-$0").toLowerCase(Locale.ROOT);
        return bad(field, problem.substring(colon + 2));
    }

    private BadSetting bad(String field, String why) {
        ConfigFile.Entry entry = fields.get(field);
        String where = entry == null ? fileName : fileName + ":" + entry.line();
        return new BadSetting(where + ": " + PREFIX + name + "." + field + ": " + why);
    }
}
