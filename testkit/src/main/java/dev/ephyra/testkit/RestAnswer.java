package dev.ephyra.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;

/**
 * What the server answered. Status 0 means that no answer came: the connection failed or the deadline passed, so
 * that the change asked for may or may not have happened.
 */
public record RestAnswer(int status, Map<String, List<String>> headers, String body) {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    static final RestAnswer NONE = new RestAnswer(0, Map.of(), "");

    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** The body as JSON; fails the test when it is none. */
    public JsonNode json() {
        try {
            return MAPPER.readTree(body);
        } catch (JsonProcessingException notJson) {
            throw new AssertionError("answered " + status + " with no JSON: " + body, notJson);
        }
    }

    /** Member {@code data} of the body. */
    public JsonNode data() {
        return json().path("data");
    }
}
