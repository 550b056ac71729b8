package dev.ephyra.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The test suites of the official Python SDKs, unmodified, where {@code SDK_REPOSITORY} names a clone of them; the
 * cases of {@code src/test/python} stand in for them elsewhere. Needs the right to make a network namespace.
 */
class OwnSuiteTest {
    private static final Pattern FAILED = Pattern.compile("^FAILED (\\S+)", Pattern.MULTILINE);

    @TempDir
    Path home;

    @BeforeAll
    static void takeSuites() throws IOException, InterruptedException {
        Program namespace = Program.run(List.of("unshare", "-n", "true"), Map.of(), Duration.ofSeconds(10));
        assumeTrue(namespace.exitCode() == 0, "may not make a network namespace: " + namespace.output());
        Program taken = Program.run(List.of("./prepare-suites"), Map.of(), Duration.ofMinutes(3));
        assertThat(taken.exitCode()).as(taken.output()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fishjam", "jellyfish"})
    void passesButForWhatIsExpectedLater(String sdk) throws IOException, InterruptedException {
        Path suite = Path.of("target", "suites", sdk).toAbsolutePath();
        assumeTrue(Files.isDirectory(suite.resolve("tests")), "the suite cannot be had");
        Program prepared = Program.run(List.of("./prepare"), Map.of(), Duration.ofMinutes(5));
        assertThat(prepared.exitCode()).as(prepared.output()).isZero();

        Program run = Program.run(
                List.of(
                        "unshare",
                        "-n",
                        "src/test/sh/own_suite.sh",
                        Path.of("target", "python", sdk, "bin", "python")
                                .toAbsolutePath()
                                .toString(),
                        suite.toString(),
                        home.resolve("data").toString(),
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.ephyra.server.Main",
                        "server"),
                Map.of(),
                Duration.ofMinutes(2));

        List<String> failed =
                FAILED.matcher(run.output()).results().map(m -> m.group(1)).toList();
        assertThat(run.output()).contains(" passed");
        assertThat(failed).as(run.output()).containsExactlyInAnyOrderElementsOf(expectedLater());
    }

    private static List<String> expectedLater() throws IOException {
        return Files.readAllLines(Path.of("expected_later.txt")).stream()
                .filter(line -> line.startsWith("tests/"))
                .toList();
    }
}
