package dev.ephyra.conformance.campaign;

import dev.ephyra.testkit.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The sockets that a server holds for its work: all but the connections that clients have to its ports, which clients keep
 * alive as they like.
 */
final class WorkSockets {
    private static final String ESTABLISHED = "01";
    private static final int HEX = 16;

    private WorkSockets() {}

    static long of(ServerProcess server) throws IOException {
        Path process = Path.of("/proc", Long.toString(server.pid()));
        Set<String> open = new HashSet<>();
        List<Path> descriptors;
        try (Stream<Path> entries = Files.list(process.resolve("fd"))) {
            descriptors = entries.toList();
        }
        for (Path descriptor : descriptors) {
            String target = target(descriptor);
            if (target.startsWith("socket:[")) {
                open.add(target.substring("socket:[".length(), target.length() - 1));
            }
        }
        clients(process, Set.of(server.port(), server.metricsPort())).forEach(open::remove);
        return open.size();
    }

    private static String target(Path descriptor) throws IOException {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (NoSuchFileException closedMeanwhile) {
            return "";
        }
    }

    /** The inodes of connections to these ports: columns 2, 4 and 10 of {@code tcp} and {@code tcp6} (proc_net_tcp). */
    private static List<String> clients(Path process, Set<Integer> ports) throws IOException {
        List<String> inodes = new ArrayList<>();
        for (String table : List.of("tcp", "tcp6")) {
            for (String line : Files.readAllLines(process.resolve("net").resolve(table))) {
                String[] columns = line.strip().split("\\s+", -1);
                // The first line names them.
                if (columns[1].contains(":") && columns[3].equals(ESTABLISHED)) {
                    String port = columns[1].substring(columns[1].indexOf(':') + 1);
                    if (ports.contains(Integer.parseInt(port, HEX))) {
                        inodes.add(columns[9]);
                    }
                }
            }
        }
        return inodes;
    }
}
