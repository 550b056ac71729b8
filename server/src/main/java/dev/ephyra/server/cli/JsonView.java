package dev.ephyra.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON of the server as text for people. Stateless. */
final class JsonView {
    private JsonView() {}

    /** {@code name  value} lines, nested values as compact JSON; prints nothing that a terminal would obey. */
    static void print(java.io.PrintWriter out, JsonNode object) {
        int width = 0;
        for (var member : object.properties()) {
            width = Math.max(width, member.getKey().length());
        }
        for (var member : object.properties()) {
            String name = EventLine.printable(member.getKey());
            out.println(name + " ".repeat(width + 2 - name.length()) + text(member.getValue()));
        }
    }

    /** A value on one line; empty where there is none. */
    static String text(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        return EventLine.printable(value.isTextual() ? value.asText() : value.toString());
    }

    /** The value of one member. */
    static String text(JsonNode object, String member) {
        return text(object.path(member));
    }

    /** A list that stands alone or under a member. */
    static JsonNode list(JsonNode answer, String member) {
        return answer instanceof ObjectNode ? answer.path(member) : answer;
    }
}
