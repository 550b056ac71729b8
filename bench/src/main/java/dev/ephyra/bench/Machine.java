package dev.ephyra.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** On what the figures were measured, as lines of Markdown. */
final class Machine {
    private Machine() {}

    /** What ran before us in the last minute; a busy machine explains a slow run. */
    static String loadAverage() throws IOException {
        String averages = Files.readString(Path.of("/proc/loadavg"));
        return averages.substring(0, averages.indexOf(' '));
    }

    static String describe(Bench bench, int runs, String loadAverage) throws IOException {
        return """
                Measured %s on %s, %d cores shared by server and load, %s of memory, Linux %s, %s; %s %s; commit %s; load average before %s.
                Medians of %d runs (lowest to highest), each on a fresh server: %d s under load, then %d s measured.
                """.formatted(
                        LocalDate.now(ZoneOffset.UTC),
                        field("/proc/cpuinfo", "model name"),
                        Runtime.getRuntime().availableProcessors(),
                        memory(),
                        System.getProperty("os.version"),
                        Files.getFileStore(bench.home()).type(),
                        System.getProperty("java.vm.name"),
                        System.getProperty("java.vm.version"),
                        System.getProperty("bench.commit", "unknown"),
                        loadAverage,
                        runs,
                        bench.warm().toSeconds(),
                        bench.measured().toSeconds());
    }

    private static String memory() throws IOException {
        long kibibytes = Long.parseLong(field("/proc/meminfo", "MemTotal").replaceAll("[^0-9]", ""));
        return kibibytes / 1024 / 1024 + " GiB";
    }

    private static String field(String file, String name) throws IOException {
        return Files.readAllLines(Path.of(file)).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("0");
    }
}
