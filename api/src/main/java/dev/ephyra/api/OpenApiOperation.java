package dev.ephyra.api;

import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/**
 * What an OpenAPI document says of one operation beyond its route. A value.
 *
 * @param query the parameters of its query
 * @param bodySchema the schema of its JSON body, empty if it has none
 * @param responses for each status the name of the schema of its body, {@link #TEXT}, or empty for none
 */
public record OpenApiOperation(
        String tag,
        String summary,
        List<QueryParameter> query,
        String bodySchema,
        SortedMap<Integer, String> responses) {
    /** Marks a response of plain text. */
    public static final String TEXT = "text";

    /**
     * One parameter of the query, never required.
     *
     * @param type of JSON Schema: {@code string}, {@code integer} or {@code boolean}
     */
    public record QueryParameter(String name, String type, String description) {}

    /** Every status it may answer with. */
    public Set<Integer> statuses() {
        return responses.keySet();
    }
}
