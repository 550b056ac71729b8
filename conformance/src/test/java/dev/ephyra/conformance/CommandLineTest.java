package dev.ephyra.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.testkit.Notification;
import dev.ephyra.testkit.RestClient;
import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.ServerProcess;
import dev.ephyra.testkit.WebhookPost;
import dev.ephyra.testkit.WebhookSink;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client commands against a real server, as processes: what they print, what they leave with, and across a restart. */
class CommandLineTest {
    /** A JVM starts in a second, but not on a machine that does much else. */
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path home;

    @Test
    void tailFollowsAcrossAKillAndARestartWithoutMissingOrRepeatingAnything() throws IOException, InterruptedException {
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home));
                CommandLine tail = CommandLine.start(server, home, "tail", "--since", "1h")) {
            create(server, "before");
            tail.await("before", SOON, () -> tail.out().contains("roomCreated         room=before #1"));

            server.kill();
            server.restart();
            create(server, "after");
            tail.await("after", SOON, () -> tail.out().contains("roomCreated         room=after #1"));
            tail.interrupt();

            assertThat(tail.exitCode(SOON)).isEqualTo(130);
            assertThat(tail.out()).containsOnlyOnce("roomCreated         room=before");
            assertThat(tail.out()).containsOnlyOnce("roomCrashed         room=before #2");
            assertThat(tail.out().lines()).anyMatch(line -> line.contains("reason=node_restarted"));
            assertThat(tail.err()).contains("Connection lost", "nothing was missed", "--after ");
        }
    }

    @Test
    void listenForwardsWhatHappenedSinceThenInOrderAndGoesOnFromWhereItEnded()
            throws IOException, InterruptedException {
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home));
                WebhookSink sink = new WebhookSink()) {
            create(server, "early");
            String cursor;
            try (CommandLine listen =
                    CommandLine.start(server, home, "listen", "--forward-to", sink.url("/hook"), "--since", "1h")) {
                sink.awaitAccepted(Notification.roomCreated("early"), SOON);
                create(server, "meanwhile");
                sink.awaitAccepted(Notification.roomCreated("meanwhile"), SOON);
                listen.await("the line", SOON, () -> listen.out().contains("room=meanwhile #1 → 200"));
                listen.interrupt();
                assertThat(listen.exitCode(SOON)).isEqualTo(130);
                cursor = listen.err().strip().replaceAll("(?s).*--after ", "");
            }
            create(server, "late");

            try (CommandLine again = CommandLine.start(
                    server, home, "listen", "--forward-to", sink.url("/hook"), "--after", cursor, "--limit", "1")) {
                assertThat(again.exitCode(SOON)).as(again.err()).isZero();
            }
            assertThat(sink.posts())
                    .extracting(WebhookPost::notification)
                    .containsExactlyElementsOf(List.of(
                            Notification.roomCreated("early"),
                            Notification.roomCreated("meanwhile"),
                            Notification.roomCreated("late")));
            assertThat(sink.posts().getFirst().headers())
                    .containsKeys("x-fishjam-signature-256", "webhook-signature", "x-fishjam-cursor");
        }
    }

    @Test
    void triggersAMarkedEventThatCanBeLookedUp() throws IOException, InterruptedException {
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home));
                CommandLine trigger = CommandLine.start(server, home, "trigger", "peerConnected", "--room", "tried")) {
            assertThat(trigger.exitCode(SOON)).as(trigger.err()).isZero();
            String event = trigger.out().strip().replaceAll("(?s).*\\s", "");

            try (CommandLine tail = CommandLine.start(
                            server, home, "tail", "--since", "1h", "--events", "peerConnected", "--limit", "1");
                    CommandLine list =
                            CommandLine.start(server, home, "events", "list", "--room", "ephyra-test-tried")) {
                assertThat(tail.exitCode(SOON)).as(tail.err()).isZero();
                assertThat(tail.out()).contains("peerConnected", "room=ephyra-test-tried", "(test)");
                assertThat(list.exitCode(SOON)).as(list.err()).isZero();
                assertThat(list.out()).contains(event, "roomDeleted");
            }
        }
    }

    @Test
    void doctorKnowsARunningServerFromOneThatIsNotThere() throws IOException, InterruptedException {
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home))) {
            try (CommandLine doctor = CommandLine.start(server, home, "doctor")) {
                assertThat(doctor.exitCode(SOON)).as(doctor.out()).isZero();
                assertThat(doctor.out()).contains("held by the running server", "the running server uses it");
            }
            server.kill();
            try (CommandLine doctor = CommandLine.start(server, home, "doctor");
                    CommandLine tail = CommandLine.start(server, home, "tail")) {
                assertThat(doctor.exitCode(SOON)).as(doctor.out()).isZero();
                assertThat(doctor.out()).contains("none answers", "is free", "nobody uses it");
                assertThat(tail.exitCode(SOON)).isEqualTo(3);
                assertThat(tail.err()).hasLineCount(1);
            }
        }
    }

    @Test
    void registersAnEndpointThatGetsWhatHappensUntilItIsRemoved() throws IOException, InterruptedException {
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home));
                WebhookSink sink = new WebhookSink()) {
            String added = run(server, "endpoints", "add", sink.url("/all"), "--events", "roomCreated", "--json");
            assertThat(added).contains("\"secret\":\"whsec_");
            String id = added.replaceAll("(?s).*\"id\":\"(ep_\\w+)\".*", "$1");

            create(server, "blue");
            sink.awaitAccepted(Notification.roomCreated("blue"), SOON);
            assertThat(run(server, "endpoints", "list").strip()).contains(id, sink.url("/all"), "active");
            assertThat(run(server, "endpoints", "attempts", id)).contains("200");
            assertThat(run(server, "endpoints", "remove", id)).contains("Removed " + id);
            assertThat(run(server, "endpoints", "list")).startsWith("No endpoints");
        }
    }

    private String run(ServerProcess server, String... arguments) throws IOException, InterruptedException {
        try (CommandLine command = CommandLine.start(server, home, arguments)) {
            assertThat(command.exitCode(SOON)).as(command.err()).isZero();
            return command.out();
        }
    }

    private static void create(ServerProcess server, String room) {
        try (RestClient rest = server.rest()) {
            assertThat(rest.createRoom("{\"roomId\":\"" + room + "\"}").status())
                    .isIn(201, 400);
        }
    }
}
