package dev.ephyra.server.cli;

import dev.ephyra.server.ServerStart;
import dev.ephyra.server.config.SettingsReader;
import dev.ephyra.server.config.SettingsResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * {@code ephyra train}, which the launcher runs once after a build: starts and ends a server on free ports and an empty folder,
 * so that the JVM can store the classes of a start (JEP 514). Not shown in the help.
 */
final class TrainingRun {
    private final ServerStart start;
    private final PrintWriter err;

    TrainingRun(ServerStart start, PrintWriter err) {
        this.start = start;
        this.err = err;
    }

    int run() {
        try {
            Path folder = Files.createTempDirectory("ephyra-train");
            try {
                return train(folder);
            } finally {
                delete(folder);
            }
        } catch (IOException failed) {
            err.println("Training failed: " + failed.getMessage());
            return ExitCode.FAILED;
        }
    }

    private int train(Path folder) throws IOException {
        SettingsResult result = SettingsReader.read(Map.of(
                "EPHYRA_DATA_DIR", folder.toString(),
                "FJ_PORT", Integer.toString(freePort()),
                "FJ_METRICS_PORT", Integer.toString(freePort())));
        return switch (result) {
            case SettingsResult.Rejected(String message) -> {
                err.println(message);
                yield ExitCode.FAILED;
            }
            case SettingsResult.Accepted accepted -> {
                LoggerFactory.getLogger(TrainingRun.class).info("Training");
                start.start(accepted.settings()).close();
                yield ExitCode.OK;
            }
        };
    }

    /** Free now; that another process takes it first only costs the class cache. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> files = Files.walk(folder)) {
            deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : deepestFirst) {
            Files.deleteIfExists(file);
        }
    }
}
