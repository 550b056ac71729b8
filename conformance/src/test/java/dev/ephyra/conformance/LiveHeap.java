package dev.ephyra.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.testkit.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What a server's heap holds after a full collection, asked with the JDK's jcmd. Stateless. */
public final class LiveHeap {
    private LiveHeap() {}

    public static long bytes(ServerProcess server) throws IOException, InterruptedException {
        Program histogram = Program.run(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(server.pid()),
                        "GC.class_histogram"),
                Map.of(),
                Duration.ofSeconds(60));
        assertThat(histogram.exitCode()).as(histogram.output()).isZero();
        String total = histogram
                .output()
                .lines()
                .filter(line -> line.startsWith("Total"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(total.split("\\s+", -1)[2]);
    }

    public static String megabytes(long bytes) {
        return (bytes >> 20) + " MB";
    }
}
