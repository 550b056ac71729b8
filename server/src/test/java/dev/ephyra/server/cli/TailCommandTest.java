package dev.ephyra.server.cli;

import static dev.ephyra.server.cli.FakeServer.connected;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ephyra.notify.record.Rfc3339;
import dev.ephyra.wire.ServerMessage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TailCommandTest {
    private final FakeServer server = new FakeServer();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void printsALineForEachEventWithoutColours() {
        server.notifies(connected("blue", "ann"));
        server.notifies(connected("green", "bob\u001b[2J"));

        CommandRun run = CommandRun.of(server, "tail", "--after", FakeServer.cursor(0), "--limit", "2");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines())
                .satisfiesExactly(
                        line -> assertThat(line).matches("..:..:..\\.... peerConnected +room=blue #1 peer=ann"),
                        line -> assertThat(line).endsWith("room=green #2 peer=bob?[2J"));
    }

    @Test
    void coloursOnlyWhereSomebodyLooksAndNothingForbidsIt() {
        server.notifies(connected("blue", "ann"));
        Terminal.Person looking = new Terminal.Person() {
            @Override
            public boolean looks() {
                return true;
            }

            @Override
            public void interrupts(Thread thread) {}
        };
        Map<String, String> plain = Map.of("EPHYRA_URL", server.url(), "FJ_SERVER_API_TOKEN", FakeServer.TOKEN);
        Map<String, String> noColour =
                Map.of("EPHYRA_URL", server.url(), "FJ_SERVER_API_TOKEN", FakeServer.TOKEN, "NO_COLOR", "1");
        String[] tail = {"tail", "--after", FakeServer.cursor(0), "--limit", "1"};

        assertThat(CommandRun.of(plain, looking, tail).out()).contains("\u001b[");
        assertThat(CommandRun.of(noColour, looking, tail).out()).doesNotContain("\u001b[");
        assertThat(CommandRun.of(server, tail).out()).doesNotContain("\u001b[");
        assertThat(CommandRun.of(server, "tail", "--after", FakeServer.cursor(0), "--limit", "1", "--color", "always")
                        .out())
                .contains("\u001b[");
    }

    @Test
    void printsOneJsonObjectALine() throws IOException {
        server.notifies(connected("blue", "ann"));

        CommandRun run = CommandRun.of(server, "tail", "--json", "--after", FakeServer.cursor(0), "--limit", "1");

        JsonNode event = new ObjectMapper().readTree(run.out());
        assertThat(run.out().lines()).hasSize(1);
        assertThat(event.path("type").asText()).isEqualTo("peerConnected");
        assertThat(event.path("room").asText()).isEqualTo("blue");
        assertThat(event.path("occurredAt").asText()).isEqualTo(Rfc3339.micros(1_000_000));
        assertThat(event.path("cursor").asText()).isEqualTo(FakeServer.cursor(1));
        assertThat(event.path("notification").toString())
                .isEqualTo("{\"peerConnected\":{\"roomId\":\"blue\",\"peerId\":\"ann\"}}");
    }

    @Test
    void refusesWhatCannotBeFollowed() {
        CommandRun none = CommandRun.of(server, "tail", "--limit", "0");
        CommandRun less = CommandRun.of(server, "listen", "--forward-to", "http://localhost:1/", "--limit", "-3");
        CommandRun garbage = CommandRun.of(server, "tail", "--after", "garbage", "--limit", "1");

        assertThat(List.of(none, less, garbage))
                .extracting(CommandRun::exitCode)
                .containsOnly(ExitCode.USAGE);
        assertThat(none.err() + less.err()).contains("--limit is 1 or more");
        assertThat(garbage.err()).contains("--after is a cursor", "garbage");
        assertThat(server.subscriptions()).isEmpty();
    }

    @Test
    void asksForOneRoomAndLeavesOutThoseWhoseIdOnlyBeginsSo() {
        server.notifies(connected("blue2", "ann"));
        server.notifies(connected("blue", "bob"));

        CommandRun run = CommandRun.of(
                server,
                "tail",
                "--room",
                "blue",
                "--events",
                "peerConnected",
                "--after",
                FakeServer.cursor(0),
                "--limit",
                "1");

        assertThat(run.out()).contains("peer=bob").doesNotContain("ann");
        assertThat(server.subscriptions()).singleElement().satisfies(request -> {
            assertThat(request.getFilter().getRoomIdPrefix()).isEqualTo("blue");
            assertThat(request.getFilter().getIncludeList()).containsExactly("peerConnected");
            assertThat(request.getMeta()).isTrue();
        });
    }

    @Test
    void beginsBeforeTheFirstEventSinceThen() {
        server.notifies(connected("blue", "ann"));
        server.notifies(connected("blue", "bob"));
        server.answers(
                "GET /ephyra/v1/events?since=10m&limit=1",
                200,
                "{\"events\":[{\"cursor\":\"" + FakeServer.cursor(2) + "\"}],\"next\":\"x\"}");

        CommandRun run = CommandRun.of(server, "tail", "--since", "10m", "--limit", "1");

        assertThat(run.out()).contains("peer=bob").doesNotContain("ann");
    }

    @Test
    void resumesAfterALostConnectionWithoutMissingOrRepeatingAnything() throws Exception {
        server.notifies(connected("blue", "one"));
        FutureTask<Boolean> restart = new FutureTask<>(() -> {
            server.awaitSubscription();
            server.hangsUp(1001, "going away");
            server.notifies(connected("blue", "two"));
            server.notifies(connected("blue", "three"));
            return true;
        });
        Thread.ofPlatform().start(restart);

        CommandRun run = CommandRun.of(server, "tail", "--after", FakeServer.cursor(0), "--limit", "3");
        assertThat(restart.get()).isTrue();

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines().map(line -> line.replaceAll(".*peer=", "")))
                .containsExactly("one", "two", "three");
        assertThat(run.err()).contains("Connection lost (closed with 1001 going away)", "nothing was missed");
    }

    @Test
    void saysWhenSomethingIsMissing() {
        server.notifies(connected("blue", "one"));
        server.forgets();

        CommandRun run = CommandRun.of(server, "tail", "--after", FakeServer.cursor(0), "--limit", "1");

        assertThat(run.err()).contains("MISSING");
        assertThat(run.out()).contains("peer=one");
    }

    @Test
    void saysWhereDamageTookEventsAndResumesBehindIt() throws Exception {
        server.notifies(connected("blue", "one"));
        server.loses();
        FutureTask<Boolean> restart = new FutureTask<>(() -> {
            server.awaitSubscription();
            server.hangsUp(1001, "going away");
            server.notifies(connected("blue", "three"));
            return true;
        });
        Thread.ofPlatform().start(restart);

        CommandRun run = CommandRun.of(server, "tail", "--after", FakeServer.cursor(0), "--limit", "2");
        assertThat(restart.get()).isTrue();

        assertThat(run.err().lines())
                .filteredOn(line -> line.startsWith("MISSING: "))
                .singleElement()
                .asString()
                .contains(FakeServer.cursor(2), "cannot be read");
        assertThat(run.out().lines().map(line -> line.replaceAll(".*peer=", "")))
                .containsExactly("one", "three");
        assertThat(server.subscriptions())
                .extracting(ServerMessage.SubscribeRequest::getResumeCursor)
                .endsWith(FakeServer.cursor(2));
    }

    @Test
    void leavesWithACodeForEachKindOfFailure() {
        Map<String, String> nobody = Map.of("EPHYRA_URL", "http://127.0.0.1:9", "FJ_SERVER_API_TOKEN", "x");
        Map<String, String> wrong = Map.of("EPHYRA_URL", server.url(), "FJ_SERVER_API_TOKEN", "wrong");

        CommandRun unreachable = CommandRun.of(nobody, new CommandRun.Nobody(), "tail");
        CommandRun refused = CommandRun.of(wrong, new CommandRun.Nobody(), "tail");
        CommandRun badFilter = CommandRun.of(server, "tail", "--events", "roomDeleted");
        CommandRun unknown = CommandRun.of(server, "tail", "--events", "roomExploded");
        CommandRun notAnUrl = CommandRun.of(server, "tail", "--url", "localhost:5002");

        assertThat(unreachable.exitCode()).isEqualTo(3);
        assertThat(unreachable.err()).contains("--url").hasLineCount(1);
        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.err()).contains("token").hasLineCount(1).doesNotContain("wrong");
        assertThat(badFilter.exitCode()).isEqualTo(4);
        assertThat(badFilter.err()).contains("4400 roomDeleted alone").hasLineCount(1);
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err()).contains("roomCreated, roomDeleted").hasLineCount(1);
        assertThat(notAnUrl.exitCode()).isEqualTo(2);
    }

    @Test
    void endsWithTheCodeOfAnInterruptionWhenInterrupted() {
        Terminal.Person impatient = new Terminal.Person() {
            @Override
            public boolean looks() {
                return false;
            }

            @Override
            public void interrupts(Thread thread) {
                thread.interrupt();
            }
        };

        CommandRun run = CommandRun.of(
                Map.of("EPHYRA_URL", server.url(), "FJ_SERVER_API_TOKEN", FakeServer.TOKEN), impatient, "tail");

        assertThat(run.exitCode()).isEqualTo(130);
        assertThat(run.err()).isEmpty();
    }
}
