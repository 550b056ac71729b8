package dev.ephyra.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;

/** Calls below {@code /ephyra/v1} with the server's token. Owned by whoever owns the client it uses. */
public final class OperatorClient {
    private static final String BASE = "/ephyra/v1";

    private final RestClient rest;

    public OperatorClient(RestClient rest) {
        this.rest = rest;
    }

    /** An endpoint that was created, with the secret that its requests are signed with. */
    public record Created(String id, String secret) {}

    /** Creates an endpoint; members beside its URL as JSON, such as {@code "meta":true}, or nothing. */
    public Created endpoint(String url, String... members) {
        String more = members.length == 0 ? "" : "," + String.join(",", members);
        JsonNode created = answer("POST", "/endpoints", "{\"url\":\"" + url + "\"" + more + "}");
        return new Created(created.path("id").asText(), created.path("secret").asText());
    }

    public JsonNode status(String id) {
        return answer("GET", "/endpoints/" + id, "");
    }

    /** Of one endpoint, the latest first. */
    public List<JsonNode> attempts(String id) {
        List<JsonNode> attempts = new ArrayList<>();
        answer("GET", "/endpoints/" + id + "/attempts?limit=1000", "")
                .path("attempts")
                .forEach(attempts::add);
        return attempts;
    }

    /** The JSON of an answer; fails the test when it is not a success. */
    public JsonNode answer(String method, String path, String body) {
        RestAnswer answer = call(method, path, body);
        if (!answer.isSuccess()) {
            throw new AssertionError(method + " " + path + " answered " + answer.status() + ": " + answer.body());
        }
        return answer.body().isEmpty() ? MissingNode.getInstance() : answer.json();
    }

    /** Any call, any answer. */
    public RestAnswer call(String method, String path, String body) {
        HttpRequest.Builder request = rest.bare(BASE + path).header("Authorization", "Bearer " + ServerProcess.TOKEN);
        if (body.isEmpty()) {
            request.method(method, BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json").method(method, BodyPublishers.ofString(body));
        }
        return rest.send(request.build());
    }
}
