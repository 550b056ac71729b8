package dev.ephyra.server.cli.doctor;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.ephyra.server.config.Settings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Java, the limits of the operating system, and the clock. Edge to this process; stateless. */
final class MachineChecks {
    private static final int JAVA = 25;
    /** Connections of HTTP that are no sockets, segments of the journal, the database, libraries. */
    private static final long OTHER_FILES = 10_000;
    /** Nobody runs this version earlier. */
    private static final Instant RELEASED = Instant.parse("2026-11-01T00:00:00Z");

    private static final Duration SLACK = Duration.ofMinutes(1);

    private MachineChecks() {}

    static Finding java() {
        int feature = Runtime.version().feature();
        return feature == JAVA
                ? Finding.ok("java", Runtime.version().toString())
                : Finding.warn("java", "this is Java " + feature, "run it with a JDK 25, which it is tested on");
    }

    static Finding openFiles(Settings settings) {
        if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix)) {
            return Finding.ok("open files", "this system has no limit that could be read");
        }
        long limit = unix.getMaxFileDescriptorCount();
        long needed = settings.limits().maxSockets() + OTHER_FILES;
        return limit >= needed
                ? Finding.ok("open files", limit + " may be open, " + needed + " may be needed")
                : Finding.warn(
                        "open files",
                        "only " + limit + " may be open, and "
                                + settings.limits().maxSockets() + " sockets need " + needed,
                        "raise the limit (ulimit -n, LimitNOFILE) or lower EPHYRA_MAX_SOCKETS");
    }

    /** A clock that is behind what it wrote before would make events look older than they are. */
    static Finding clock(Path journal, Instant now) {
        if (now.isBefore(RELEASED)) {
            return Finding.fail("clock", "it says " + now, "set it, and keep it right with NTP");
        }
        Optional<Instant> written = lastWritten(journal);
        if (written.isPresent() && written.get().isAfter(now.plus(SLACK))) {
            return Finding.warn(
                    "clock",
                    "it says " + now + ", but the journal was written at " + written.get(),
                    "set it, and keep it right with NTP; receivers refuse signatures 5 minutes off");
        }
        return Finding.ok("clock", now.toString());
    }

    private static Optional<Instant> lastWritten(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(MachineChecks::modified).max(Comparator.naturalOrder());
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    private static Instant modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException gone) {
            // Retention removed it in between.
            return Instant.EPOCH;
        }
    }

    /** What the settings alone tell. */
    static List<Finding> settings(Settings settings, List<String> warnings) {
        Stream<Finding> read = warnings.stream()
                .map(warning -> Finding.warn("settings", warning, "see ephyra config for where it comes from"));
        Stream<Finding> token = settings.serverApiToken().value().equals("development")
                ? Stream.of(Finding.warn(
                        "server token",
                        "it is the one that everybody knows, so every program of this machine is let in",
                        "set FJ_SERVER_API_TOKEN before you use it in earnest"))
                : Stream.of(Finding.ok("server token", "given"));
        return Stream.concat(read, token).toList();
    }
}
