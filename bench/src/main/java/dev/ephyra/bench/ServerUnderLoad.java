package dev.ephyra.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A real server in a process of its own, started by the launcher that users start, with its data in a folder that goes
 * with it. Owned by the thread of its scenario, which closes it.
 */
public final class ServerUnderLoad implements AutoCloseable {
    public static final String TOKEN = "development";
    private static final Duration READY_WITHIN = Duration.ofSeconds(30);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int ANSWER_WITHIN_MILLIS = 2_000;
    // What the collector leaves between live objects where moving them is not worth it.
    private static final String FILLER = "jdk.internal.vm.Filler";
    private static final int LOG_TAIL_CHARS = 2_000;
    // Three runs at five times the floor of room creates would be 2 M rooms.
    private static final String MAX_ROOMS = "2000000";

    private final Path home;
    private final Path folder;
    private final Map<String, String> environment;
    private Running running;

    /** One process; {@code killer} ends it when the bench is interrupted. */
    private record Running(Process process, Thread killer, int port, int metricsPort, double readySeconds) {}

    private ServerUnderLoad(Path home, Path folder, Map<String, String> environment)
            throws IOException, ScenarioFailure {
        this.home = home;
        this.folder = folder;
        this.environment = environment;
        running = start();
    }

    private Running start() throws IOException, ScenarioFailure {
        int freePort;
        int metricsPort;
        // Both are held at once, so that they differ.
        try (ServerSocket first = free();
                ServerSocket second = free()) {
            freePort = first.getLocalPort();
            metricsPort = second.getLocalPort();
        }
        ProcessBuilder builder = new ProcessBuilder(home.resolve("ephyra").toString(), "server")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("server.log").toFile());
        // What the person running this has set must not reach the server, except options of its JVM.
        builder.environment().keySet().removeIf(name -> name.matches("(FJ|JF|EPHYRA)_.*"));
        builder.environment().put("FJ_PORT", Integer.toString(freePort));
        builder.environment().put("FJ_METRICS_PORT", Integer.toString(metricsPort));
        builder.environment().put("FJ_SERVER_API_TOKEN", TOKEN);
        builder.environment().put("EPHYRA_DATA_DIR", dataIn(folder).toString());
        builder.environment().put("EPHYRA_MAX_ROOMS", MAX_ROOMS);
        String options = System.getenv("EPHYRA_JAVA_OPTS");
        if (options != null) {
            builder.environment().put("EPHYRA_JAVA_OPTS", options);
        }
        builder.environment().putAll(environment);
        long startNanos = System.nanoTime();
        Process process = builder.start();
        // Else it would outlive an interrupted bench.
        Thread killer = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(killer);
        awaitReady(process, startNanos, freePort);
        return new Running(process, killer, freePort, metricsPort, (System.nanoTime() - startNanos) / 1e9);
    }

    /** Kills it as kill -9 does, and starts another on what it left, on another port. */
    public void killAndStart() throws IOException, ScenarioFailure {
        kill();
        running = start();
    }

    /** Where a server whose folder this is keeps its data. */
    public static Path dataIn(Path folder) {
        return folder.resolve("data");
    }

    /** Starts one and returns when {@code /health} answers 200. */
    static ServerUnderLoad start(Path home, Path folder, Map<String, String> environment)
            throws IOException, ScenarioFailure {
        return new ServerUnderLoad(home, folder, environment);
    }

    public int port() {
        return running.port();
    }

    /** Where it shows its metrics. */
    public int metricsPort() {
        return running.metricsPort();
    }

    /** Where it runs; goes with it. */
    public Path folder() {
        return folder;
    }

    public long pid() {
        return running.process().pid();
    }

    /** From the start of the process to the first answer. */
    public double readySeconds() {
        return running.readySeconds();
    }

    public double cpuSeconds() throws IOException {
        return ProcessCost.cpuSeconds(running.process().pid());
    }

    /** What its JVM answers to a diagnostic command. */
    public String diagnose(String... command) throws IOException {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
        words.add(Long.toString(pid()));
        words.addAll(List.of(command));
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Bytes of the objects that are alive after a full collection. */
    public long liveHeapBytes() throws IOException, ScenarioFailure {
        String text = diagnose("GC.class_histogram");
        long dead = 0;
        for (String line : text.split("\n", -1)) {
            if (line.startsWith("Total")) {
                return bytesIn(line) - dead;
            } else if (line.contains(FILLER)) {
                dead += bytesIn(line);
            }
        }
        throw new ScenarioFailure("no heap figure: " + text.lines().findFirst().orElse(""));
    }

    /** The third column of a line of the histogram; its first is "Total" or a number. */
    private static long bytesIn(String line) {
        return Long.parseLong(line.strip().split("\\s+", -1)[2]);
    }

    /** The end of what it printed. */
    public String logTail() throws IOException {
        String log = Files.readString(folder.resolve("server.log"));
        return log.substring(Math.max(0, log.length() - LOG_TAIL_CHARS));
    }

    @Override
    public void close() throws IOException {
        // What it holds is worth nothing; an orderly end would first delete each room.
        kill();
        deleteFolder(folder);
    }

    private void kill() {
        running.process().destroyForcibly();
        running.process().onExit().join();
        Runtime.getRuntime().removeShutdownHook(running.killer());
    }

    /** Deletes a folder of the bench with all that is in it. */
    public static void deleteFolder(Path folder) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> files = Files.walk(folder)) {
            deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : deepestFirst) {
            Files.deleteIfExists(file);
        }
    }

    private void awaitReady(Process process, long startNanos, int freePort) throws IOException, ScenarioFailure {
        while (!answers(freePort)) {
            boolean isLate = System.nanoTime() - startNanos > READY_WITHIN.toNanos();
            if (isLate || !process.isAlive()) {
                process.destroyForcibly();
                throw new ScenarioFailure((isLate ? "not ready in time: " : "ended at once: ") + logTail());
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private static boolean answers(int freePort) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), freePort), ANSWER_WITHIN_MILLIS);
            socket.setSoTimeout(ANSWER_WITHIN_MILLIS);
            String request = "GET /health HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + TOKEN + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            byte[] start = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
            return new String(start, StandardCharsets.US_ASCII).endsWith(" 200");
        } catch (IOException notYet) {
            return false;
        }
    }

    private static ServerSocket free() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }
}
