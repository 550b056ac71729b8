package dev.ephyra.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import dev.ephyra.testkit.Deliveries;
import dev.ephyra.testkit.Notification;
import dev.ephyra.testkit.RestAnswer;
import dev.ephyra.testkit.RestClient;
import dev.ephyra.testkit.RoomModel;
import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.ServerProcess;
import dev.ephyra.testkit.ServerSocketClient;
import dev.ephyra.testkit.WebhookSink;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * kill -9 at each stage of a change's way, with every thread of the server stopped exactly there: what the journal holds
 * happened, and is told once after the restart; what it does not hold never did. One server goes through all of them.
 */
public class KillAtStageTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    static Path home;

    private static final RoomModel MODEL = new RoomModel();
    private static final WebhookSink SINK = new WebhookSink();
    private static ServerProcess server;
    private static RestClient rest;

    /** Where the server stands; the method is about to begin. */
    public enum Stage {
        APPENDED("dev.ephyra.journal.LogWriter", "write"),
        /** What was written outlives the process, though not yet a power loss. */
        WRITTEN("dev.ephyra.journal.FileDisk$ChannelFile", "force"),
        FORCED("dev.ephyra.journal.Committer", "publish"),
        PUBLISHED("dev.ephyra.server.webhook.WebhookDispatcher", "onRecords"),
        /** The receiver has accepted it, and its position is about to be written. */
        DELIVERED("dev.ephyra.server.store.SqliteStore", "apply"),
        POSITION_WRITTEN("dev.ephyra.server.webhook.WebhookDispatcher$WriterListener", "written");

        private final String className;
        private final String method;

        Stage(String className, String method) {
            this.className = className;
            this.method = method;
        }

        public String className() {
            return className;
        }

        public String method() {
            return method;
        }

        boolean isBeforeTheAnswer() {
            return compareTo(PUBLISHED) < 0;
        }

        boolean isAfterTheDelivery() {
            return compareTo(DELIVERED) >= 0;
        }
    }

    @BeforeAll
    static void start() {
        server = ServerProcess.start(ServerOptions.in(home).with("JAVA_TOOL_OPTIONS", Breakpoint.AGENT));
        rest = server.rest();
    }

    @AfterAll
    static void stop() {
        rest.close();
        server.close();
        SINK.close();
    }

    @ParameterizedTest
    @EnumSource
    void aRoomThatIsCreated(Stage stage) throws Exception {
        String open = openRoom("open-while-creating-" + stage);
        String created = "created-" + stage;

        killAt(stage, () -> create(created), Notification.roomCreated(created));

        boolean isThere = stage != Stage.APPENDED;
        assertCrashedOnce(isThere ? List.of(open, created) : List.of(open));
        assertTold(stage);
    }

    @ParameterizedTest
    @EnumSource
    void aRoomThatEndsWithItsPeer(Stage stage) throws Exception {
        String open = openRoom("open-while-ending-" + stage);
        String ended = openRoom("ended-" + stage);
        String peer = rest.addPeer(ended).data().at("/peer/id").asText();
        MODEL.happened(Notification.peerAdded(ended, peer));
        awaitTold();

        killAt(
                stage,
                () -> rest.delete("/room/" + ended),
                Notification.peerDeleted(ended, peer),
                Notification.roomDeleted(ended));

        assertCrashedOnce(stage == Stage.APPENDED ? List.of(open, ended) : List.of(open));
        assertTold(stage);
    }

    /** Kills the server when the change has come so far; the model knows what must have become of it. */
    private static void killAt(Stage stage, Supplier<RestAnswer> change, Notification... told)
            throws IOException, InterruptedException, IllegalConnectorArgumentsException {
        CompletableFuture<RestAnswer> answer;
        try (Breakpoint breakpoint = Breakpoint.at(server, stage.className, stage.method)) {
            answer = CompletableFuture.supplyAsync(change);
            breakpoint.await(SOON, () -> !stage.isAfterTheDelivery() || posts(told[0]) > 0);
            server.kill();
        }
        if (stage.isBeforeTheAnswer()) {
            assertThat(answer.join().isSuccess())
                    .as("answered before it was durable")
                    .isFalse();
        }
        if (stage != Stage.APPENDED) {
            MODEL.happened(told);
        }
        MODEL.killed();
        server.restart();
        awaitTold();
        // What was accepted is repeated while its position was not written, and nothing else is.
        assertThat(posts(told[0])).isEqualTo(expectedPosts(stage));
    }

    private static int expectedPosts(Stage stage) {
        return switch (stage) {
            case APPENDED -> 0;
            case DELIVERED -> 2;
            case WRITTEN, FORCED, PUBLISHED, POSITION_WRITTEN -> 1;
        };
    }

    private static void assertCrashedOnce(List<String> rooms) throws IOException {
        assertThat(rest.get("/room").data()).isEmpty();
        try (ServerSocketClient after = ServerSocketClient.subscribed(server.port())) {
            after.await("the endings", SOON, _ -> after.notifications().size() >= rooms.size());
            assertThat(after.notifications())
                    .containsExactlyInAnyOrderElementsOf(
                            rooms.stream().map(Notification::roomCrashed).toList());
        }
    }

    private static void assertTold(Stage stage) {
        Deliveries deliveries = Deliveries.of(SINK.posts());
        assertThat(deliveries.violations()).as(stage.name()).isEmpty();
        assertThat(MODEL.differences(deliveries.byRoom())).as(stage.name()).isEmpty();
    }

    private static String openRoom(String room) {
        assertThat(create(room).status()).isEqualTo(201);
        MODEL.happened(Notification.roomCreated(room));
        awaitTold();
        return room;
    }

    private static RestAnswer create(String room) {
        return rest.createRoom("{\"roomId\":\"" + room + "\",\"webhookUrl\":\"" + SINK.url("/hook") + "\"}");
    }

    private static void awaitTold() {
        SINK.await(
                "everything", SOON, posts -> MODEL.isTold(Deliveries.of(posts).byRoom()));
    }

    private static int posts(Notification told) {
        return Math.toIntExact(SINK.posts().stream()
                .filter(post -> post.notification().equals(told))
                .count());
    }
}
