package dev.ephyra.api.operator;

import dev.ephyra.api.Call;
import dev.ephyra.api.JsonValue;
import dev.ephyra.api.OpenApiOperation;
import dev.ephyra.api.RequestPath;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The parameters of a query, percent-decoded. A plus is a plus and no space: it is part of times such as
 * {@code 01:00+02:00}, and no value here has a space. Unknown and repeated names are refused. A value.
 */
record QueryFields(Map<String, String> values) {
    /** Reads the query of a call, whose operation says which names there are. */
    static QueryFields of(Call call) throws Refusal {
        Set<String> known = OperatorOperations.of(call.route().operationId()).query().stream()
                .map(OpenApiOperation.QueryParameter::name)
                .collect(Collectors.toSet());
        return of(call.request().query(), known);
    }

    /** Reads a raw query that may have these names. */
    static QueryFields of(String rawQuery, Set<String> known) throws Refusal {
        Map<String, String> values = new HashMap<>();
        for (String pair : rawQuery.split("&", OperatorLimits.MAX_QUERY_PARAMETERS + 1)) {
            if (values.size() == OperatorLimits.MAX_QUERY_PARAMETERS) {
                throw new Refusal("Expected at most " + OperatorLimits.MAX_QUERY_PARAMETERS + " query parameters");
            }
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            if (pair.isEmpty()) {
                continue;
            }
            if (!known.contains(name)) {
                throw new Refusal(BodyFields.unknown("query parameter", name, name, known));
            }
            if (values.put(name, equals < 0 ? "" : decoded(pair.substring(equals + 1))) != null) {
                throw new Refusal("Expected " + name + " to be given once");
            }
        }
        return new QueryFields(values);
    }

    private static String decoded(String raw) throws Refusal {
        // Slashes may stand in a query as they are (RFC 3986 section 3.4), so they are kept away from the path's
        // reader.
        Optional<RequestPath> decoded = RequestPath.parse(raw.replace("/", "%2F"));
        List<String> segments = decoded.orElseThrow(
                        () -> new Refusal("The query is not percent-encoded UTF-8: " + new JsonValue.Text(raw).shown()))
                .segments();
        return segments.isEmpty() ? "" : segments.getFirst();
    }

    /** A value that is given and not empty. */
    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name)).filter(text -> !text.isEmpty());
    }

    long whole(String name, long absent, long least, long most) throws Refusal {
        Optional<String> given = text(name);
        if (given.isEmpty()) {
            return absent;
        }
        Optional<Long> value = wholeNumber(given.get()).filter(number -> number >= least && number <= most);
        return value.orElseThrow(() -> new Refusal("Expected " + name + " to be a whole number from " + least + " to "
                + most + ", got: " + new JsonValue.Text(given.get()).shown()));
    }

    /** Only digits, at most as many as a positive long surely holds. */
    static Optional<Long> wholeNumber(String text) {
        boolean digits = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits && text.length() <= 18 ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    int limit() throws Refusal {
        return (int) whole("limit", OperatorLimits.DEFAULT_PAGE, 1, OperatorLimits.MAX_PAGE);
    }

    boolean flag(String name) throws Refusal {
        String given = values.getOrDefault(name, "false");
        return switch (given) {
            case "true", "" -> true;
            case "false" -> false;
            default ->
                throw new Refusal(
                        "Expected " + name + " to be true or false, got: " + new JsonValue.Text(given).shown());
        };
    }
}
