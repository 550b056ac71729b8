package dev.ephyra.conformance.campaign;

import dev.ephyra.conformance.Program;
import dev.ephyra.testkit.ServerOptions;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The only source of names for a server's JVM, changed while it runs: a name that is not in it does not exist. While it is a
 * pipe that nobody writes to, lookups take for ever. Owned by the test thread of its row.
 */
final class HostsFile {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final Path file;
    private final Path pipe;

    HostsFile(Path folder) throws IOException {
        file = folder.resolve("hosts");
        pipe = folder.resolve("hosts.pipe");
        says("127.0.0.1 localhost");
    }

    ServerOptions readBy(ServerOptions options) {
        return options.with("JAVA_TOOL_OPTIONS", "-Djdk.net.hosts.file=" + file);
    }

    /** From now on it has these lines. */
    void says(String... lines) throws IOException {
        Path next = file.resolveSibling("hosts.next");
        Files.write(next, List.of(lines));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** From now on it does not answer. */
    void hangs() throws IOException, InterruptedException {
        Program made = Program.run(List.of("mkfifo", pipe.toString()), Map.of(), SOON);
        if (made.exitCode() != 0) {
            throw new IOException(made.output());
        }
        Path link = file.resolveSibling("hosts.next");
        Files.createLink(link, pipe);
        Files.move(link, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** It has these lines, and who waited is told that there is nothing. */
    void answersAgain(String... lines) throws IOException {
        says(lines);
        // Open for both directions it does not wait for the other side, fifo(7); closing it ends their reading.
        new RandomAccessFile(pipe.toFile(), "rw").close();
        Files.delete(pipe);
    }
}
