package dev.ephyra.server.rooms;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What this JVM holds of the system. Immutable.
 *
 * @param processes that it has started, and theirs
 * @param threads of the operating system, the compiler's with them
 * @param descriptors all of them: files of classes come and go
 */
record HeldResources(Set<Long> processes, int threads, int descriptors, int pipes, int sockets) {
    /** Files of classes. */
    private static final int DESCRIPTOR_TOLERANCE = 4;

    /** The compiler's, and those that wait for ends of processes. */
    private static final int THREAD_TOLERANCE = 6;

    private static final Path SELF = Path.of("/proc/self");

    static HeldResources now() {
        Set<Long> processes =
                ProcessHandle.current().descendants().map(ProcessHandle::pid).collect(Collectors.toUnmodifiableSet());
        List<String> descriptors =
                entries("fd").stream().map(HeldResources::target).toList();
        return new HeldResources(
                processes,
                entries("task").size(),
                descriptors.size(),
                count(descriptors, "pipe:"),
                count(descriptors, "socket:"));
    }

    /** Whether there is no process, pipe or socket that was not there before, and hardly anything else. */
    boolean isNoMoreThan(HeldResources before) {
        return before.processes.containsAll(processes)
                && pipes <= before.pipes
                && sockets <= before.sockets
                && descriptors <= before.descriptors + DESCRIPTOR_TOLERANCE
                && threads <= before.threads + THREAD_TOLERANCE;
    }

    private static int count(List<String> descriptors, String kind) {
        return (int)
                descriptors.stream().filter(target -> target.startsWith(kind)).count();
    }

    private static List<Path> entries(String folder) {
        try (Stream<Path> entries = Files.list(SELF.resolve(folder))) {
            return entries.toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (NoSuchFileException closedMeanwhile) {
            return "";
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** In the words of the campaign's table. */
    @Override
    public String toString() {
        return processes.size() + " processes, " + descriptors + " descriptors (" + pipes + " pipes, " + sockets
                + " sockets), " + threads + " threads";
    }
}
