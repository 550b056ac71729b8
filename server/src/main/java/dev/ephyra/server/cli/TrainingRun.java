package dev.ephyra.server.cli;

import dev.ephyra.server.ServerStart;
import dev.ephyra.server.config.SettingsReader;
import dev.ephyra.server.config.SettingsResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
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
 * so that the JVM can store the classes of a start and of the client commands (JEP 514). Not shown in the help.
 */
final class TrainingRun {
    private static final String FIRST_CLIENT = "trigger roomCreated";
    /** They end because of the events that the first one made. */
    private static final List<String> CLIENTS = List.of(
            "tail --since 1h --limit 1",
            "tail --since 1h --limit 1 --json",
            "listen --forward-to http://127.0.0.1:9/ --limit 0",
            "endpoints list",
            "events list",
            "doctor");

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
        Map<String, String> environment = Map.of(
                "EPHYRA_DATA_DIR", folder.toString(),
                "FJ_PORT", Integer.toString(freePort()),
                "FJ_METRICS_PORT", Integer.toString(freePort()));
        return switch (SettingsReader.read(environment)) {
            case SettingsResult.Rejected(String message) -> {
                err.println(message);
                yield ExitCode.FAILED;
            }
            case SettingsResult.Accepted accepted -> {
                LoggerFactory.getLogger(TrainingRun.class).info("Training");
                try (ServerStart.RunningServer _ = start.start(accepted.settings())) {
                    clients(environment);
                }
                yield ExitCode.OK;
            }
        };
    }

    /** A look at each way a client goes, so that its classes are stored too; what comes of it does not matter. */
    private void clients(Map<String, String> environment) {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        Terminal terminal = new Terminal(environment, nowhere, nowhere, new NobodyThere());
        CommandLineEntry entry = new CommandLineEntry(start, terminal);
        if (entry.run(FIRST_CLIENT.split(" ", -1)) == ExitCode.OK) {
            CLIENTS.forEach(client -> entry.run(client.split(" ", -1)));
        }
    }

    /** Nobody reads, and nobody interrupts. */
    private record NobodyThere() implements Terminal.Person {
        @Override
        public boolean looks() {
            return false;
        }

        @Override
        public void interrupts(Thread thread) {}
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
