package dev.ephyra.conformance.peer;

import dev.ephyra.conformance.LiveHeap;
import dev.ephyra.testkit.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a server holds while nobody uses it. Immutable.
 *
 * @param heapBytes after a full collection
 * @param descriptors open files and sockets
 * @param threads of the operating system
 */
public record ServerReadings(long heapBytes, long descriptors, long threads) {
    private static final Pattern THREADS = Pattern.compile("Threads:\\s+(\\d+)");

    public static ServerReadings of(ServerProcess server) throws IOException, InterruptedException {
        return of(server, LiveHeap.bytes(server));
    }

    /** The same without its heap, which costs a full collection. */
    public static ServerReadings ofSystem(ServerProcess server) throws IOException {
        return of(server, 0);
    }

    private static ServerReadings of(ServerProcess server, long heapBytes) throws IOException {
        Path process = Path.of("/proc", Long.toString(server.pid()));
        Matcher threads = THREADS.matcher(Files.readString(process.resolve("status")));
        if (!threads.find()) {
            throw new AssertionError("no count of threads in " + process);
        }
        try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
            return new ServerReadings(heapBytes, descriptors.count(), Long.parseLong(threads.group(1)));
        }
    }

    /** The sum of a series in the metrics of the server. */
    public static double metric(HttpClient client, ServerProcess server, String name)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.metricsPort() + "/metrics"))
                .timeout(Duration.ofSeconds(10))
                .build();
        String metrics =
                client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        return Pattern.compile("(?m)^" + name + "(?:\\{[^}]*})? (\\S+)$")
                .matcher(metrics)
                .results()
                .mapToDouble(found -> Double.parseDouble(found.group(1)))
                .sum();
    }

    @Override
    public String toString() {
        return LiveHeap.megabytes(heapBytes) + ", " + descriptors + " descriptors, " + threads + " threads";
    }
}
