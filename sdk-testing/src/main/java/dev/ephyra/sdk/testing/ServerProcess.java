package dev.ephyra.sdk.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The process behind an {@link EphyraServer}: its ports, its folder, its life. Owned by one thread. */
final class ServerProcess implements AutoCloseable {
    static final String TOKEN = "FJ_SERVER_API_TOKEN";

    private static final int ATTEMPTS = 3;
    private static final int LOG_TAIL_CHARS = 4_000;
    private static final long POLL_MILLIS = 20;
    private static final Duration ENDED_WITHIN = Duration.ofSeconds(10);

    private final List<String> command;
    private final Map<String, String> settings;
    private final Duration readyWithin;
    private final Path folder;
    private final int port;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Thread killer = new Thread(this::end);
    private volatile Process process;
    private boolean closed;

    private ServerProcess(List<String> command, Map<String, String> environment, Duration readyWithin)
            throws IOException {
        this.command = command;
        this.settings = new TreeMap<>(environment);
        this.readyWithin = readyWithin;
        int metricsPort;
        // Both are held at once, so that they differ.
        try (ServerSocket first = free();
                ServerSocket second = free()) {
            port = first.getLocalPort();
            metricsPort = second.getLocalPort();
        }
        folder = Files.createTempDirectory("ephyra-test-");
        settings.putIfAbsent("FJ_IP", "127.0.0.1");
        settings.put("FJ_PORT", Integer.toString(port));
        settings.putIfAbsent("FJ_HOST", address());
        settings.putIfAbsent("FJ_METRICS_PORT", Integer.toString(metricsPort));
        // Its standard input is a pipe whose other end the system closes when this JVM is gone, however it went.
        settings.put("EPHYRA_EXIT_WITH_STDIN", "true");
        settings.put("EPHYRA_DATA_DIR", folder.resolve("data").toString());
        process = launchFirst();
        // It would end by itself when this JVM does; so its folder goes, too. And the hook keeps the pipe from the
        // garbage collector.
        Runtime.getRuntime().addShutdownHook(killer);
    }

    /** Starts one that serves. A free port may be taken before the server has it, so another attempt has other ports. */
    static ServerProcess start(List<String> command, Map<String, String> environment, Duration readyWithin)
            throws IOException {
        for (int attempt = 1; ; attempt++) {
            ServerProcess started = new ServerProcess(command, environment, readyWithin);
            String failure = started.awaitReady();
            if (failure.isEmpty()) {
                return started;
            }
            boolean ended = !started.process.isAlive();
            String message = failure + "\n" + started.logTail();
            started.close();
            if (!ended || attempt == ATTEMPTS) {
                throw new IllegalStateException(message);
            }
        }
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    void kill() {
        end();
    }

    /** Starts it anew on what it left. */
    void restart() {
        try {
            process = launch();
        } catch (IOException failure) {
            throw new UncheckedIOException("the server cannot be started", failure);
        }
        String failure = awaitReady();
        if (!failure.isEmpty()) {
            throw new IllegalStateException(failure + "\n" + logTail());
        }
    }

    /** A letter that is half written yet, or was when the server was killed, shows as one that cannot be read. */
    String log() {
        try {
            return new String(Files.readAllBytes(logFile()), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    String logTail() {
        String all = log();
        return all.substring(Math.max(0, all.length() - LOG_TAIL_CHARS));
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(killer);
        } catch (IllegalStateException shuttingDown) {
            // The hook runs, or ran.
        }
        try {
            deleteFolder();
        } catch (IOException failure) {
            throw new UncheckedIOException("the server's data cannot be deleted", failure);
        }
    }

    private void deleteFolder() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private Path logFile() {
        return folder.resolve("server.log");
    }

    /** Leaves nothing behind if there is nothing to launch. */
    private Process launchFirst() throws IOException {
        try {
            return launch();
        } catch (IOException failure) {
            deleteFolder();
            throw failure;
        }
    }

    private Process launch() throws IOException {
        List<String> words = new ArrayList<>(command);
        words.add("server");
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()));
        // What whoever runs the tests has set must not reach the server under test.
        builder.environment().keySet().removeIf(name -> name.matches("(FJ|JF|EPHYRA)_.*"));
        builder.environment().putAll(settings);
        return builder.start();
    }

    /** Empty when it serves; else why it does not. */
    private String awaitReady() {
        long deadlineNanos = System.nanoTime() + readyWithin.toNanos();
        HttpRequest health = HttpRequest.newBuilder(URI.create("http://" + address() + "/health"))
                .header("authorization", "Bearer " + settings.get(TOKEN))
                .timeout(Duration.ofSeconds(2))
                .build();
        try {
            while (System.nanoTime() - deadlineNanos < 0) {
                if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                    return "the server ended with " + process.exitValue() + " before it was ready";
                }
                if (answers(health)) {
                    return "";
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return "interrupted while the server started";
        }
        return "the server was not ready within " + readyWithin
                + "; if it is still being built, give it more time or build it before";
    }

    private boolean answers(HttpRequest health) throws InterruptedException {
        try {
            // Only our own server takes the token, whoever else may have got the port.
            return http.send(health, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private void end() {
        Process ending = process;
        ending.descendants().forEach(ProcessHandle::destroyForcibly);
        ending.destroyForcibly();
        // Also for a thread that is interrupted: what lives still writes into the folder that is to be deleted.
        boolean interrupted = false;
        long deadlineNanos = System.nanoTime() + ENDED_WITHIN.toNanos();
        long left = ENDED_WITHIN.toNanos();
        while (left > 0) {
            try {
                ending.waitFor(left, TimeUnit.NANOSECONDS);
                break;
            } catch (InterruptedException interrupt) {
                interrupted = true;
                left = deadlineNanos - System.nanoTime();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static ServerSocket free() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }
}
