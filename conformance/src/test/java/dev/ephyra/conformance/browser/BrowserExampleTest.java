package dev.ephyra.conformance.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.conformance.Program;
import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of two browsers in a room: its backend and its page, with Chromium in the place of people. */
class BrowserExampleTest {
    private static final String EXAMPLE = "../examples/browser/";
    private static final Duration INSTALLED = Duration.ofMinutes(5);
    private static final Duration BUNDLED = Duration.ofSeconds(30);
    /** Two pages, two cameras, and two seconds of moving pictures in each; the browser starts first. */
    private static final Duration PHOTOGRAPHED = Duration.ofSeconds(90);

    @TempDir
    Path home;

    @Test
    void twoPeopleSeeEachOther() throws IOException, InterruptedException {
        run(List.of("./prepare"), Map.of(), INSTALLED);
        Path packages = Path.of("target", "browser").toAbsolutePath();
        // As `npm run build` does, with packages of the same versions.
        run(
                List.of(
                        packages.resolve("node_modules/.bin/esbuild").toString(),
                        EXAMPLE + "page.js",
                        "--bundle",
                        "--outfile=" + EXAMPLE + "target/page.js"),
                Map.of("NODE_PATH", packages.resolve("node_modules").toString()),
                BUNDLED);
        Path picture = home.resolve("two-browsers.png");
        String port = freePort();
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home.resolve("server")))) {
            Process backend = backend(server, port);
            try {
                run(
                        List.of(
                                "node",
                                EXAMPLE + "screenshot.mjs",
                                "http://localhost:" + port + "/",
                                picture.toString()),
                        Map.of("PACKAGES", packages.toString()),
                        PHOTOGRAPHED);
            } finally {
                backend.destroyForcibly();
            }
        }
        assertThat(picture).isNotEmptyFile();
    }

    private Process backend(ServerProcess server, String port) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("python3", EXAMPLE + "backend.py")
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("backend.log").toFile());
        builder.environment().put("FISHJAM_ADDRESS", server.address());
        builder.environment().put("PAGE_PORT", port);
        return builder.start();
    }

    private static void run(List<String> command, Map<String, String> environment, Duration within)
            throws IOException, InterruptedException {
        Program program = Program.run(command, environment, within);
        assertThat(program.exitCode()).as(command + "\n" + program.output()).isZero();
    }

    private static String freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Integer.toString(free.getLocalPort());
        }
    }
}
