package dev.ephyra.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Form fields as the parameters Phoenix makes of them: {@code a=x} a string, {@code a[]=x} a list, {@code a[b]=x} an
 * object. Deeper brackets are not needed by any body of this API and stay part of the name.
 */
final class FormParameters {
    private FormParameters() {}

    static JsonValue.Members of(Map<String, List<String>> fields) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        fields.forEach((name, values) -> {
            int bracket = name.indexOf('[');
            if (bracket <= 0 || !name.endsWith("]")) {
                members.put(name, last(values));
            } else if (bracket == name.length() - 2) {
                List<JsonValue> items =
                        values.stream().<JsonValue>map(JsonValue.Text::new).toList();
                members.put(name.substring(0, bracket), new JsonValue.Items(items));
            } else {
                String outer = name.substring(0, bracket);
                String inner = name.substring(bracket + 1, name.length() - 1);
                members.merge(outer, new JsonValue.Members(Map.of(inner, last(values))), FormParameters::joined);
            }
        });
        return new JsonValue.Members(members);
    }

    private static JsonValue last(List<String> values) {
        return new JsonValue.Text(values.isEmpty() ? "" : values.getLast());
    }

    private static JsonValue joined(JsonValue earlier, JsonValue later) {
        if (earlier instanceof JsonValue.Members(var one) && later instanceof JsonValue.Members(var other)) {
            Map<String, JsonValue> both = new LinkedHashMap<>(one);
            both.putAll(other);
            return new JsonValue.Members(both);
        }
        return later;
    }
}
