package dev.ephyra.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.testkit.OperatorClient;
import dev.ephyra.testkit.RestClient;
import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The Java programs below {@code examples}, unmodified, compiled as a user of Java 17 does and run against a real server. */
@Timeout(120)
class JavaExamplesTest {
    private static final Path EXAMPLES =
            Path.of("..", "examples").toAbsolutePath().normalize();
    private static final Path JDK = Path.of(System.getProperty("java.home"), "bin");
    private static final Duration SOON = Duration.ofSeconds(40);
    private static final String SECRET = "whsec_QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNk";

    @TempDir
    Path home;

    private Path classes;

    @BeforeEach
    void folder() {
        classes = home.resolve("classes");
    }

    @Test
    void theNotifierGoesOnWhereItWas() throws IOException, InterruptedException {
        compile("java-notifier/Notifications.java");
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home));
                RestClient rest = server.rest()) {
            Program first = notifier(server);
            assertThat(first.exitCode()).as(first.output()).isZero();
            assertThat(told(first))
                    .containsExactly("#1 RoomCreated", "#2 PeerAdded", "#3 PeerDeleted", "#4 RoomDeleted");

            assertThat(rest.createRoom("{\"roomId\":\"meanwhile\"}").isSuccess())
                    .isTrue();
            Program second = notifier(server);
            assertThat(second.exitCode()).as(second.output()).isZero();
            assertThat(told(second)).hasSize(5);
            assertThat(second.output())
                    .contains("Ready[resumable=true, recovered=true]", "told     #1 RoomCreated[roomId=meanwhile]")
                    .doesNotContain("gap ");
            assertShown("java-notifier", first.output() + second.output(), "state ", "told ");
        }
    }

    @Test
    void theReceiverHandlesEverythingOnceInOrderAndRefusesAForgery() throws IOException, InterruptedException {
        compile("java-webhooks/WebhookReceiver.java");
        Path out = home.resolve("receiver.log");
        Process receiver = receiver(out);
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home));
                RestClient rest = server.rest()) {
            server.await("listening", SOON, () -> read(out).startsWith("listening "));
            int port =
                    Integer.parseInt(read(out).lines().findFirst().orElseThrow().split(" ", -1)[1]);
            OperatorClient operator = new OperatorClient(rest);
            try (ForgetfulProxy proxy = new ForgetfulProxy(port)) {
                operator.endpoint(proxy.url("/hook"), "\"secret\":\"" + SECRET + "\"", "\"roomIdPrefix\":\"mine\"");
                String forger = operator.endpoint(proxy.url("/hook"), "\"roomIdPrefix\":\"forged\"")
                        .id();

                proxy.forgetOneAnswer();
                live(rest, "mine");
                server.await("handled", SOON, () -> handled(out).size() == 4);
                server.await("again", SOON, () -> read(out).contains("\nattempt 2\n"));

                live(rest, "forged");
                server.await("refused", SOON, () -> !operator.attempts(forger).isEmpty());
                assertThat(operator.attempts(forger))
                        .allMatch(attempt -> attempt.path("status").asInt() == 401);
            }
            assertThat(handled(out)).containsExactly("1 RoomCreated", "2 PeerAdded", "3 PeerDeleted", "4 RoomDeleted");
            assertShown("java-webhooks", read(out), "handled ");
            assertThat(read(out)).contains("refused ").doesNotContain("gap ", "failed ");
        } finally {
            receiver.destroyForcibly();
            assertThat(receiver.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private void compile(String source) throws IOException, InterruptedException {
        Program compiler = Program.run(
                List.of(
                        JDK.resolve("javac").toString(),
                        "--release",
                        "17",
                        "-Xlint:all,-path,-classfile",
                        "-Werror",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        classes.toString(),
                        EXAMPLES.resolve(source).toString()),
                Map.of(),
                SOON);
        assertThat(compiler.exitCode()).as(compiler.output()).isZero();
    }

    private List<String> java(String... words) {
        return Stream.concat(
                        Stream.of(
                                JDK.resolve("java").toString(),
                                "-cp",
                                classes + ":" + System.getProperty("java.class.path")),
                        List.of(words).stream())
                .toList();
    }

    private Program notifier(ServerProcess server) throws IOException, InterruptedException {
        Map<String, String> environment = Map.of(
                "FISHJAM_ADDRESS", server.address(),
                "FISHJAM_TOKEN", ServerProcess.TOKEN,
                "CURSOR_FILE", home.resolve("cursor").toString());
        return Program.run(java("Notifications", "--once"), environment, SOON);
    }

    private Process receiver(Path out) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(java("WebhookReceiver", "0"))
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().put("WEBHOOK_SECRET", SECRET);
        return builder.start();
    }

    /** Four events. */
    private static void live(RestClient rest, String room) {
        assertThat(rest.createRoom("{\"roomId\":\"" + room + "\"}").isSuccess()).isTrue();
        String peer = rest.addPeer(room).data().at("/peer/id").asText();
        assertThat(rest.delete("/room/" + room + "/peer/" + peer).isSuccess()).isTrue();
        assertThat(rest.delete("/room/" + room).isSuccess()).isTrue();
    }

    private static List<String> told(Program program) {
        return lines(program.output(), "told ");
    }

    private static List<String> handled(Path out) {
        return lines(read(out), "handled ");
    }

    /** Number and kind of what was printed. */
    private static List<String> lines(String text, String beginning) {
        return text.lines()
                .filter(line -> line.startsWith(beginning))
                .map(line -> line.substring(beginning.length()).strip())
                .map(line -> line.substring(0, line.indexOf('[')))
                .toList();
    }

    /** What the README shows is what is printed. */
    private static void assertShown(String example, String printed, String... beginnings) throws IOException {
        List<String> shown =
                SampleOutput.of(Files.readString(EXAMPLES.resolve(example).resolve("README.md")), beginnings);
        assertThat(shown).hasSizeGreaterThan(1);
        SampleOutput.assertPrinted(shown, printed);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new AssertionError("the receiver's output", unreadable);
        }
    }
}
