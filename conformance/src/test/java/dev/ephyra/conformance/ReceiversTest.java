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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The receivers that the documentation shows, unmodified, behind an endpoint of a real server. */
@Timeout(120)
class ReceiversTest {
    private static final Path RECEIVERS =
            Path.of("..", "examples", "receivers").toAbsolutePath().normalize();
    private static final String SECRET = "whsec_QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNk";
    private static final Duration SOON = Duration.ofSeconds(40);

    @TempDir
    Path home;

    @ParameterizedTest
    @ValueSource(strings = {"python3 receiver.py", "node receiver.mjs", "java Receiver.java"})
    void handlesEverythingInOrderKnowsARepetitionAndRefusesAForgery(String command)
            throws IOException, InterruptedException {
        Path out = home.resolve("receiver.log");
        Process receiver = start(command, out);
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

                live(rest, "mine-1");
                server.await("handled", SOON, () -> count(out, "handled ") == 4);
                assertThat(numbers(out)).containsExactly("1", "2", "3", "4");

                proxy.forgetOneAnswer();
                live(rest, "mine-2");
                server.await("handled", SOON, () -> count(out, "handled ") == 8);
                assertThat(numbers(out)).containsExactly("1", "2", "3", "4", "1", "2", "3", "4");
                // It may have been the last answer of the first room, whose event then comes again after a second.
                server.await("repeated", SOON, () -> count(out, "duplicate ") == 1);
                assertThat(count(out, "gap ")).isZero();

                live(rest, "forged");
                server.await("refused", SOON, () -> !operator.attempts(forger).isEmpty());
                assertThat(operator.attempts(forger))
                        .allMatch(attempt -> attempt.path("status").asInt() == 401);
                assertThat(count(out, "handled ")).isEqualTo(8);
            }
        } finally {
            receiver.destroyForcibly();
            assertThat(receiver.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static Process start(String command, Path out) throws IOException {
        String[] words = command.split(" ", -1);
        String program = words[0].equals("java")
                ? Path.of(System.getProperty("java.home"), "bin", "java").toString()
                : words[0];
        ProcessBuilder builder = new ProcessBuilder(
                        List.of(program, RECEIVERS.resolve(words[1]).toString(), "0"))
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

    private static String read(Path out) {
        try {
            return Files.readString(out);
        } catch (IOException unreadable) {
            throw new AssertionError("the receiver's output", unreadable);
        }
    }

    private static long count(Path out, String beginning) {
        return read(out).lines().filter(line -> line.startsWith(beginning)).count();
    }

    /** The numbers in the rooms of what was handled, in order. */
    private static List<String> numbers(Path out) {
        return read(out)
                .lines()
                .filter(line -> line.startsWith("handled "))
                .map(line -> line.split(" ", -1)[2])
                .toList();
    }
}
