package dev.ephyra.sdk.testing;

import dev.ephyra.sdk.ServerAddress;
import dev.ephyra.sdk.json.JsonMembers;
import dev.ephyra.sdk.json.JsonReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** The one call of Ephyra's operator API that tests of applications need. */
final class Trigger {
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(10);

    private Trigger() {}

    static TestEvents send(ServerAddress server, String token, String type, int count) {
        String body = new JsonMembers().with("type", type).with("count", count).toString();
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.rest() + "/ephyra/v1/test-events"))
                .timeout(ANSWERED_WITHIN)
                .header("authorization", "Bearer " + token)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
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
        JsonReader created = JsonReader.of(answer.body());
        return new TestEvents(created.requiredText("room"), created.requiredTexts("events"));
    }
}
