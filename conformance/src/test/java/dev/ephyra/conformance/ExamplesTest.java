package dev.ephyra.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a newcomer runs first. */
class ExamplesTest {
    @TempDir
    Path home;

    @ParameterizedTest
    @CsvSource({"fishjam,FISHJAM_ADDRESS", "jellyfish,JELLYFISH_ADDRESS"})
    void theFirstProgramSeesTheWholeLifeOfItsRoom(String sdk, String address) throws IOException, InterruptedException {
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home))) {
            Map<String, String> environment =
                    Map.of(address, "localhost:" + server.port(), "WEBHOOK_PORT", Integer.toString(freePort()));

            Program example = Program.python(
                    sdk,
                    environment,
                    Duration.ofSeconds(40),
                    "../examples/python-" + sdk + "/notifications.py",
                    "--once");

            assertThat(example.exitCode())
                    .as(example.output() + server.logTail())
                    .isZero();
            assertThat(example.output()).contains("socket   RoomCreated", "webhook  RoomDeleted", "metrics  {");
            assertThat(server.log().lines())
                    .anyMatch(line -> line.matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} \\[info\\] "
                            + "New incoming server WebSocket connection, accepting"))
                    .anyMatch(line -> line.matches(".* \\[info\\] Server WS authenticated\\."));
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}
