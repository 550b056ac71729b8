package dev.ephyra.bench.media;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ephyra.bench.ScenarioFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One session of Janus with a handle of its videoroom plugin, over its HTTP interface. Blocking; owned by the thread of
 * the load.
 */
final class JanusApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
    private static final int MAX_EVENTS = 20;

    /** What the plugin said, and the description that came with it. */
    record Event(JsonNode data, @Nullable String sdp) {}

    private final HttpClient http;
    private final URI session;
    private final URI handle;
    private int transactions;

    private JanusApi(HttpClient http, URI session, URI handle) {
        this.http = http;
        this.session = session;
        this.handle = handle;
    }

    /** @param base where the interface is, as {@code http://127.0.0.1:8088/janus} */
    static JanusApi open(HttpClient http, URI base) throws IOException, ScenarioFailure {
        JanusApi api = new JanusApi(http, base, base);
        URI session = child(base, api.post(base, request("create")));
        ObjectNode attach = request("attach").put("plugin", "janus.plugin.videoroom");
        return new JanusApi(http, session, child(session, api.post(session, attach)));
    }

    private static ObjectNode request(String word) {
        return JSON.createObjectNode().put("janus", word);
    }

    /** A request to the plugin, with its name. */
    static ObjectNode body(String name) {
        return JSON.createObjectNode().put("request", name);
    }

    private static URI child(URI parent, JsonNode answer) {
        return URI.create(parent + "/" + answer.path("data").path("id").asText());
    }

    /** Asks the plugin what it answers at once. */
    JsonNode ask(ObjectNode body) throws IOException, ScenarioFailure {
        return data(post(handle, request("message").set("body", body)));
    }

    /**
     * Asks the plugin what it answers by an event.
     *
     * @param sdp of type {@code type}, or null for none
     */
    Event tell(ObjectNode body, @Nullable String type, @Nullable String sdp) throws IOException, ScenarioFailure {
        ObjectNode message = request("message");
        message.set("body", body);
        if (sdp != null) {
            message.set("jsep", JSON.createObjectNode().put("type", type).put("sdp", sdp));
        }
        post(handle, message);
        for (int events = 0; events < MAX_EVENTS; events++) {
            JsonNode event = exchange(HttpRequest.newBuilder(URI.create(session + "?maxev=1")));
            if (event.has("plugindata")) {
                JsonNode jsep = event.path("jsep").path("sdp");
                return new Event(data(event), jsep.isTextual() ? jsep.asText() : null);
            }
        }
        throw new ScenarioFailure("Janus did not answer " + body);
    }

    private static JsonNode data(JsonNode answer) throws ScenarioFailure {
        JsonNode data = answer.path("plugindata").path("data");
        ScenarioFailure.unless(!data.isMissingNode() && !data.has("error"), "Janus says " + answer);
        return data;
    }

    private JsonNode post(URI to, JsonNode message) throws IOException, ScenarioFailure {
        ((ObjectNode) message).put("transaction", "t" + transactions++);
        JsonNode answer = exchange(
                HttpRequest.newBuilder(to).POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(message))));
        ScenarioFailure.unless(!answer.path("janus").asText().equals("error"), "Janus says " + answer);
        return answer;
    }

    private JsonNode exchange(HttpRequest.Builder request) throws IOException {
        try {
            return JSON.readTree(http.send(request.timeout(ANSWER_WITHIN).build(), BodyHandlers.ofString())
                    .body());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }
}
