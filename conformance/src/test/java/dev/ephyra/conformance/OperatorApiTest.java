package dev.ephyra.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ephyra.testkit.Notification;
import dev.ephyra.testkit.RestAnswer;
import dev.ephyra.testkit.RestClient;
import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.ServerProcess;
import dev.ephyra.testkit.SinkBehaviour;
import dev.ephyra.testkit.WebhookPost;
import dev.ephyra.testkit.WebhookSink;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does with an endpoint in its life, over the HTTP API of a real server. */
class OperatorApiTest {
    private static final String API = "/ephyra/v1";
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path home;

    @Test
    void anEndpointReceivesRotatesItsSecretAndGetsItsDeadLettersAgain() throws IOException {
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home));
                WebhookSink sink = new WebhookSink();
                RestClient rest = server.rest()) {
            RestAnswer created = rest.post(
                    API + "/endpoints",
                    "{\"url\":\"" + sink.url("/hook") + "\",\"roomIdPrefix\":\"eu-\",\"maxAgeSeconds\":1}");
            assertThat(created.status()).as(created.body()).isEqualTo(201);
            String endpoint = API + "/endpoints/" + created.json().path("id").asText();
            String secret = created.json().path("secret").asText();
            assertThat(rest.get(endpoint + "/secret").json().path("secret").asText())
                    .isEqualTo(secret)
                    .isNotEmpty();

            create(rest, "us-1");
            create(rest, "eu-1");
            sink.awaitAccepted(Notification.roomCreated("eu-1"), SOON);
            assertThat(sink.posts()).hasSize(1);
            assertThat(signatures(sink.posts().getFirst())).hasSize(1);

            String rotated = rest.post(endpoint + "/rotate", "{\"overlapSeconds\":600}")
                    .json()
                    .path("secret")
                    .asText();
            assertThat(rotated).isNotEqualTo(secret).isNotEmpty();
            create(rest, "eu-2");
            sink.awaitAccepted(Notification.roomCreated("eu-2"), SOON);
            assertThat(signatures(sink.posts().getLast())).hasSize(2);

            deadLetterIsToldAndRequeued(rest, sink);
            assertThat(rest.delete(endpoint).status()).isEqualTo(204);
            assertThat(rest.get(endpoint).status()).isEqualTo(404);
        }
    }

    private static void deadLetterIsToldAndRequeued(RestClient rest, WebhookSink sink) {
        String head = rest.get(API + "/events?since=0s").json().path("next").asText();
        sink.behave("/hook", SinkBehaviour.status(503));
        create(rest, "eu-3");

        JsonNode told = rest.get(API + "/events?type=deliveryDeadLettered&wait=15&after=" + head)
                .json()
                .path("events");
        assertThat(told).as("what the server says of itself").hasSize(1);
        JsonNode letter =
                rest.get(API + "/dead-letters").json().path("deadLetters").path(0);
        assertThat(letter.path("room").asText()).isEqualTo("eu-3");
        assertThat(letter.path("cause").asText()).isEqualTo("max_age");
        String event = API + "/events/" + letter.path("eventId").asText();
        assertThat(rest.get(event).json().path("type").asText()).isEqualTo("roomCreated");
        assertThat(rest.get(event + "/deliveries")
                        .json()
                        .path("deliveries")
                        .path(0)
                        .path("state")
                        .asText())
                .isEqualTo("dead");

        sink.behave("/hook", SinkBehaviour.ACCEPT);
        RestAnswer requeued =
                rest.post(API + "/dead-letters/" + letter.path("id").asText() + "/requeue", "");
        assertThat(requeued.isSuccess()).as(requeued.body()).isTrue();
        sink.awaitAccepted(Notification.roomCreated("eu-3"), SOON);
        assertThat(sink.posts().getLast().headers()).containsEntry("x-fishjam-replay", "true");
    }

    @Test
    void theHistoryOfRoomGoesOnThroughACrashOfTheServer() throws IOException {
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home))) {
            try (RestClient rest = server.rest()) {
                create(rest, "again");
            }
            server.kill();
            server.restart();
            try (RestClient rest = server.rest()) {
                create(rest, "again");

                JsonNode events = rest.get(API + "/rooms/again/events").json().path("events");
                assertThat(events.findValuesAsText("type"))
                        .containsExactly("roomCreated", "roomCrashed", "roomCreated");
                assertThat(events.path(1).path("reason").asText()).isEqualTo("node_restarted");
                assertThat(events.path(2).path("roomSeq").asLong()).isEqualTo(1);
                assertThat(rest.get(API + "/rooms/again").json().path("roomEpoch"))
                        .isEqualTo(events.path(2).path("roomEpoch"));
            }
        }
    }

    private static void create(RestClient rest, String room) {
        assertThat(rest.createRoom("{\"roomId\":\"" + room + "\"}").status()).isEqualTo(201);
    }

    private static String[] signatures(WebhookPost post) {
        return post.headers().getOrDefault("webhook-signature", "").split(" ", -1);
    }
}
