package dev.ephyra.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * What a run works with.
 *
 * @param home the checkout
 * @param isQuick whether this is only a smoke run: small and short, its figures are not judged
 * @param warm time under load before the measurement; the server's compiler needs most of it
 * @param measured time that counts
 */
public record Bench(Path home, boolean isQuick, Duration warm, Duration measured) {
    /** The full size, or the one of a smoke run. */
    public int size(int full, int quick) {
        return isQuick ? quick : full;
    }

    /** An empty folder on the disk of the checkout, not on a file system in memory; its user deletes it. */
    public Path newFolder(String prefix) throws IOException {
        Path parent = Files.createDirectories(home.resolve("bench/target/data"));
        return Files.createTempDirectory(parent, prefix);
    }

    /** A server of its own for one run. */
    public ServerUnderLoad startServer() throws IOException, ScenarioFailure {
        return startServer(Map.of());
    }

    /** The same with settings. */
    public ServerUnderLoad startServer(Map<String, String> environment) throws IOException, ScenarioFailure {
        return startServer(newFolder("server-"), environment);
    }

    /** The same on a folder that may have data already; it goes with the server. */
    public ServerUnderLoad startServer(Path folder, Map<String, String> environment)
            throws IOException, ScenarioFailure {
        return ServerUnderLoad.start(home, folder, environment);
    }
}
