package dev.ephyra.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.testkit.Notification;
import dev.ephyra.testkit.PeerSocketClient;
import dev.ephyra.testkit.RestClient;
import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.ServerProcess;
import dev.ephyra.testkit.ServerSocketClient;
import dev.ephyra.testkit.SinkBehaviour;
import dev.ephyra.testkit.SocketEnd;
import dev.ephyra.testkit.WebhookSink;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM: the grace period, the endings, and the second signal. */
class TerminationTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String GRACE = "EPHYRA_DRAIN_SECONDS";

    @TempDir
    Path home;

    @Test
    void duringTheGracePeriodOnlyNewRoomsAreRefusedAndThenEveryRoomEnds() throws IOException {
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home).with(GRACE, "2"));
                WebhookSink sink = new WebhookSink();
                RestClient rest = server.rest();
                ServerSocketClient subscriber = ServerSocketClient.subscribed(server.port())) {
            create(rest, "open", sink.url("/hook"));
            server.terminate();
            server.await("draining", SOON, () -> server.log().contains("Draining"));

            assertThat(rest.createRoom("{\"roomId\":\"late\"}").status()).isEqualTo(503);
            var added = rest.addPeer("open");
            assertThat(added.status()).isEqualTo(201);
            String peer = added.data().at("/peer/id").asText();

            assertThat(server.exitCode(SOON)).isZero();
            List<Notification> life = List.of(
                    Notification.roomCreated("open"),
                    Notification.peerAdded("open", peer),
                    Notification.peerDeleted("open", peer),
                    Notification.roomDeleted("open"));
            assertThat(subscriber.socket().awaitEnd(SOON).code()).isEqualTo(1001);
            assertThat(subscriber.notifications()).isEqualTo(life);
            assertThat(sink.posts()).extracting(post -> post.notification()).isEqualTo(life);
        }
    }

    @Test
    void aReceiverThatHangsIsNotWaitedForLongerThanFiveSeconds() throws IOException {
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home));
                WebhookSink sink = new WebhookSink();
                RestClient rest = server.rest()) {
            sink.behaveOtherwise(new SinkBehaviour.Hang());
            create(rest, "hanging", sink.url("/hook"));
            sink.await("the first post", SOON, posts -> !posts.isEmpty());

            server.terminate();

            // 5 s for the lanes, 3 s for the sockets, and what a busy machine takes.
            assertThat(server.exitCode(Duration.ofSeconds(12))).isZero();
            sink.behaveOtherwise(SinkBehaviour.ACCEPT);
            server.restart();
            sink.awaitAccepted(Notification.roomDeleted("hanging"), SOON);
        }
    }

    @Test
    void aSecondSignalEndsItAtOnceAndWhatWasOpenIsGoneAfterTheRestart() throws IOException {
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home).with(GRACE, "600"));
                RestClient rest = server.rest()) {
            assertThat(rest.createRoom("{\"roomId\":\"open\"}").status()).isEqualTo(201);
            String token = rest.addPeer("open").data().path("token").asText();
            server.terminate();
            server.await("draining", SOON, () -> server.log().contains("Draining"));

            server.terminate();

            assertThat(server.exitCode(Duration.ofSeconds(5))).isEqualTo(143);
            server.restart();
            try (ServerSocketClient after = ServerSocketClient.subscribed(server.port());
                    PeerSocketClient peer = PeerSocketClient.connect(server.port())) {
                after.awaitNotification(Notification.roomCrashed("open"), SOON);
                // The key of the tokens is kept in the data folder: the token is a good one, of a room that ended.
                peer.sendToken(token);
                assertThat(peer.socket().awaitEnd(SOON)).isEqualTo(new SocketEnd(1000, "room not found"));
            }
        }
    }

    /** As where a test's JVM goes away and its process group is ended with it. */
    @Test
    void theFirstSignalBehindTheEndOfTheInputIsStillTheFirst() throws IOException {
        ServerOptions options = ServerOptions.in(home).with(GRACE, "3").with("EPHYRA_EXIT_WITH_STDIN", "true");
        try (ServerProcess server = ServerProcess.start(options);
                RestClient rest = server.rest();
                ServerSocketClient subscriber = ServerSocketClient.subscribed(server.port())) {
            assertThat(rest.createRoom("{\"roomId\":\"open\"}").status()).isEqualTo(201);
            server.closeInput();
            server.await("draining", SOON, () -> server.log().contains("Draining"));

            server.terminate();

            assertThat(server.exitCode(SOON)).isZero();
            assertThat(subscriber.socket().awaitEnd(SOON).code()).isEqualTo(1001);
            assertThat(subscriber.notifications())
                    .isEqualTo(List.of(Notification.roomCreated("open"), Notification.roomDeleted("open")));
        }
    }

    private static void create(RestClient rest, String room, String url) {
        assertThat(rest.createRoom("{\"roomId\":\"" + room + "\",\"webhookUrl\":\"" + url + "\"}")
                        .status())
                .isEqualTo(201);
    }
}
