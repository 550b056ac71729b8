package dev.ephyra.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientCommandsTest {
    private final FakeServer server = new FakeServer();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void triggersAnEventAndSaysWhatItMade() {
        server.answers("POST /ephyra/v1/test-events", 201, "{\"room\":\"ephyra-test-1\",\"events\":[\"e1\",\"e2\"]}");

        CommandRun run = CommandRun.of(server, "trigger", "PEER_CONNECTED", "--count", "2");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("ephyra-test-1", "e1", "e2");
        assertThat(server.asked().getFirst().body()).isEqualTo("{\"type\":\"peerConnected\",\"count\":2}");
        assertThat(server.asked().getFirst().authorization()).isEqualTo("Bearer " + FakeServer.TOKEN);
    }

    @Test
    void listsTheTypesThatCanBeTriggeredWithoutAServer() {
        CommandRun run = CommandRun.of(Map.of(), new CommandRun.Nobody(), "trigger");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines()).contains("roomCreated", "trackRemoved").doesNotContain("endpointTripped");
    }

    @Test
    void addsAnEndpointWithExactlyWhatWasGiven() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "whsec_AAAA\n");
        server.answers("POST /ephyra/v1/endpoints", 201, "{\"id\":\"ep_1\",\"secret\":\"whsec_AAAA\"}");

        CommandRun run = CommandRun.of(
                server,
                "endpoints",
                "add",
                "https://example.com/hook",
                "--events",
                "roomCreated,peer_added",
                "--room-metadata",
                "tenant=acme",
                "--room-metadata",
                "tier=3",
                "--header",
                "x-key=a=b",
                "--batch",
                "--batch-linger",
                "50",
                "--max-age",
                "2h",
                "--no-meta",
                "--secret-file",
                secret.toString());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("id      ep_1", "secret  whsec_AAAA");
        assertThat(server.asked().getFirst().body())
                .isEqualTo(
                        "{\"include\":[\"roomCreated\",\"peerAdded\"],\"roomMetadata\":{\"tenant\":\"acme\",\"tier\":3},"
                                + "\"meta\":false,\"headers\":{\"x-key\":\"a=b\"},\"batching\":{\"lingerMillis\":50},"
                                + "\"maxAgeSeconds\":7200,\"url\":\"https://example.com/hook\",\"secret\":\"whsec_AAAA\"}");
    }

    @Test
    void listsEndpointsInColumnsOrAsTheServersJson() {
        String json = "{\"endpoints\":[{\"id\":\"ep_1\",\"state\":\"active\",\"lanes\":3,\"url\":\"http://a/\"}]}";
        server.answers("GET /ephyra/v1/endpoints", 200, json);

        assertThat(CommandRun.of(server, "endpoints", "list").out().lines())
                .satisfiesExactly(
                        head -> assertThat(head).startsWith("ID    STATE   LANES"),
                        row -> assertThat(row).startsWith("ep_1  active  3"));
        assertThat(CommandRun.of(server, "endpoints", "list", "--json").out()).isEqualTo(json + "\n");
    }

    @Test
    void namesAnEndpointOfRoomsByItsUrl() {
        server.answers("POST /ephyra/v1/endpoints/http%3A%2F%2Fa%2Fb/resume", 200, "{\"state\":\"active\"}");

        assertThat(CommandRun.of(server, "endpoints", "resume", "http://a/b").exitCode())
                .isZero();
    }

    @Test
    void saysThatATestWasNotTaken() {
        server.answers("POST /ephyra/v1/endpoints/ep_1/test", 200, "{\"status\":500,\"failure\":\"500\"}");

        CommandRun run = CommandRun.of(server, "endpoints", "test", "ep_1");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("status   500");
    }

    @Test
    void updatesNothingWhenNothingIsGiven() {
        CommandRun run = CommandRun.of(server, "endpoints", "update", "ep_1");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void managesDeadLettersOneByOneOrAllOfAnEndpoint() {
        server.answers("POST /ephyra/v1/dead-letters/7/requeue", 202, "{}");
        server.answers("DELETE /ephyra/v1/dead-letters?endpoint=ep_1", 204, "");

        assertThat(CommandRun.of(server, "endpoints", "dead-letters", "requeue", "7")
                        .exitCode())
                .isZero();
        assertThat(CommandRun.of(server, "endpoints", "dead-letters", "purge", "--endpoint", "ep_1")
                        .exitCode())
                .isZero();
        assertThat(CommandRun.of(server, "endpoints", "dead-letters", "purge").exitCode())
                .isEqualTo(2);
    }

    @Test
    void watchesAReplayUntilItIsDone() {
        server.answers("POST /ephyra/v1/replays", 202, "{\"id\":\"r1\"}");
        server.answers(
                "GET /ephyra/v1/replays",
                200,
                "{\"replays\":[{\"id\":\"r1\",\"sent\":5,\"failed\":1,\"state\":\"done\"}]}");

        CommandRun run = CommandRun.of(
                server, "events", "replay", "--endpoint", "ep_1", "--since", "1h", "--rate", "10", "--failed-only");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("5 sent, 1 failed", "The replay is done");
        assertThat(server.asked().getFirst().body())
                .isEqualTo("{\"endpoint\":\"ep_1\",\"since\":\"1h\",\"perSecond\":10,\"failedOnly\":true}");
    }

    @Test
    void saysThatAReplayFoundNothing() {
        server.answers("POST /ephyra/v1/replays", 202, "{\"id\":\"r1\"}");
        server.answers(
                "GET /ephyra/v1/replays",
                200,
                "{\"replays\":[{\"id\":\"r1\",\"sent\":0,\"failed\":0,\"state\":\"finished\"}]}");

        CommandRun run =
                CommandRun.of(server, "events", "replay", "--endpoint", "ep_1", "--since", "1h", "--room", "nope");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("The replay is finished", "No event matched");
    }

    @Test
    void rotatesWithoutAnOverlap() {
        server.answers("POST /ephyra/v1/endpoints/ep_1/rotate", 200, "{\"id\":\"ep_1\"}");

        CommandRun run = CommandRun.of(server, "endpoints", "rotate", "ep_1", "--overlap", "0");

        assertThat(run.exitCode()).isZero();
        assertThat(server.asked().getFirst().body()).isEqualTo("{\"overlapSeconds\":0}");
    }

    @Test
    void repeatsTheServersRefusalInOneLine() {
        server.answers("GET /ephyra/v1/events?since=soon&limit=100", 400, "{\"errors\":\"since: expected 10m\"}");

        CommandRun run = CommandRun.of(server, "events", "list", "--since", "soon");

        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.err()).isEqualTo("since: expected 10m\n");
    }

    @Test
    void saysWhatToDoWhenTheServerAnswersNothingOfItsOwn() {
        server.answers("GET /ephyra/v1/endpoints", 502, "<html>bad gateway</html>");

        CommandRun run = CommandRun.of(server, "endpoints", "list");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("answered 502").hasLineCount(1);
    }

    @Test
    void showsAnEventAndItsDeliveries() {
        server.answers("GET /ephyra/v1/events/e1", 200, "{\"eventId\":\"e1\",\"type\":\"roomCreated\"}");
        server.answers(
                "GET /ephyra/v1/events/e1/deliveries",
                200,
                "{\"deliveries\":[{\"endpoint\":\"ep_1\",\"state\":\"pending\",\"attempts\":[{\"number\":1,\"status\":503}]}]}");

        CommandRun run = CommandRun.of(server, "events", "show", "e1");

        assertThat(run.out()).contains("type     roomCreated", "ep_1: pending", "503");
    }

    @Test
    void takesTheTokenFromAFileAndNeverShowsIt() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "secret\n");
        server.answers("GET /ephyra/v1/endpoints", 401, "{\"errors\":\"invalid token\"}");

        CommandRun run = CommandRun.of(
                Map.of("FJ_SERVER_API_TOKEN", "other"),
                new CommandRun.Nobody(),
                "endpoints",
                "list",
                "--url",
                server.url(),
                "--token-file",
                token.toString());

        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(server.asked().getFirst().authorization()).isEqualTo("Bearer secret");
        assertThat(run.err()).hasLineCount(1).doesNotContain("secret");
    }
}
