package dev.ephyra.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both official Python SDKs of the open-source generation, unmodified; the cases are in {@code src/test/python}. */
class PythonSdkTest {
    @TempDir
    Path home;

    @ParameterizedTest
    @ValueSource(strings = {"fishjam", "jellyfish"})
    void everyCallOfTheSdkWorks(String sdk) throws IOException, InterruptedException {
        try (ServerProcess server = ServerProcess.start(FileSources.into(ServerOptions.in(home)))) {
            Map<String, String> environment = Map.of("SDK", sdk, "SERVER_ADDRESS", "localhost:" + server.port());

            Program suite = Program.python(
                    sdk,
                    environment,
                    Duration.ofMinutes(2),
                    "-m",
                    "pytest",
                    "-q",
                    "-p",
                    "no:cacheprovider",
                    "src/test/python");

            assertThat(suite.exitCode()).as(suite.output() + server.logTail()).isZero();
            assertThat(suite.output()).contains(" passed").doesNotContain("skipped");
        }
    }
}
