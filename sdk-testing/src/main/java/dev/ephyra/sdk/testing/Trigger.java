package dev.ephyra.sdk.testing;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.ephyra.sdk.ServerAddress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The one call of Ephyra's operator API that tests of applications need. Uses nothing of the SDK that is not exported: the kit may be
 * on the class path while the SDK is on the module path.
 */
final class Trigger {
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(10);

    private Trigger() {}

    static TestEvents send(ServerAddress server, String token, String type, int count) {
        JsonObject body = new JsonObject();
        body.addProperty("type", type);
        body.addProperty("count", count);
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.rest() + "/ephyra/v1/test-events"))
                .timeout(ANSWERED_WITHIN)
                .header("authorization", "Bearer " + token)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        HttpResponse<String> answer;
        try {
            answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new IllegalStateException("the server did not answer: " + failure.getMessage(), failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
        if (answer.statusCode() == 400) {
            throw new IllegalArgumentException(answer.body());
        }
        if (answer.statusCode() != 201) {
            throw new IllegalStateException("the server answered " + answer.statusCode() + " " + answer.body());
        }
        return read(JsonParser.parseString(answer.body()).getAsJsonObject());
    }

    private static TestEvents read(JsonObject created) {
        JsonArray ids = created.getAsJsonArray("events");
        List<String> events = new ArrayList<>(ids.size());
        for (JsonElement id : ids) {
            events.add(id.getAsString());
        }
        return new TestEvents(created.get("room").getAsString(), events);
    }
}
