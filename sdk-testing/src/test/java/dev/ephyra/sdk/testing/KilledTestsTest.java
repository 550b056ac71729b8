package dev.ephyra.sdk.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the server when nobody can end it any more. */
@Timeout(120)
class KilledTestsTest {
    @TempDir
    Path folder;

    @Test
    void theServerEndsWithAJvmThatIsKilled() throws Exception {
        Path launcher = ServerOfTheBuild.launcher(folder);
        Path errors = folder.resolve("errors");
        Process tests = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.io.tmpdir=" + folder,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName(),
                        launcher.toString())
                .redirectError(errors.toFile())
                .start();
        try (BufferedReader printed = tests.inputReader(StandardCharsets.UTF_8)) {
            String line = Objects.requireNonNull(printed.readLine(), () -> read(errors));
            ProcessHandle server = ProcessHandle.of(Long.parseLong(line)).orElseThrow();
            assertThat(server.isAlive()).isTrue();

            tests.destroyForcibly();
            assertThat(tests.waitFor(30, TimeUnit.SECONDS)).isTrue();

            assertThat(server.onExit().get(60, TimeUnit.SECONDS).isAlive()).isFalse();
        } finally {
            tests.destroyForcibly();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    /** Run by the test above: an application's tests, which never end by themselves. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) throws Exception {
            EphyraServer.builder().server(Path.of(arguments[0])).start();
            System.out.println(
                    ProcessHandle.current().children().findFirst().orElseThrow().pid());
            Thread.currentThread().join();
        }
    }
}
