package dev.ephyra.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The real server in a process of its own, on free ports, with the class path of this JVM. It can be killed and
 * started again over the same data. What it prints is kept in {@code server.log} of its home, over all starts.
 *
 * <p>Owned by one test thread; {@link #close()} kills what still runs. A server that does not get ready, or that
 * does not end, fails the test with the end of its log.
 */
public final class ServerProcess implements AutoCloseable {
    public static final String TOKEN = "development";
    private static final int LOG_TAIL_CHARS = 6_000;
    private static final Duration POLL = Duration.ofMillis(20);

    private final ServerOptions options;
    private final int port;
    private final int metricsPort;
    private final Path log;
    private Process process;

    private ServerProcess(ServerOptions options) throws IOException {
        this.options = options;
        // Both are held at once, so that they differ.
        try (ServerSocket first = free();
                ServerSocket second = free()) {
            port = first.getLocalPort();
            metricsPort = second.getLocalPort();
        }
        log = Files.createDirectories(options.home()).resolve("server.log");
        process = launch();
    }

    /** Starts a server and returns when {@code /health} answers. */
    public static ServerProcess start(ServerOptions options) {
        ServerProcess server = launch(options);
        server.awaitReady();
        return server;
    }

    /** Starts a server that may never get ready. */
    public static ServerProcess launch(ServerOptions options) {
        try {
            return new ServerProcess(options);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Starts it again over the same data and ports; the process before must have ended. */
    public void restart() {
        if (process.isAlive()) {
            throw new IllegalStateException("still running");
        }
        try {
            process = launch();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        awaitReady();
    }

    /** kill -9, and waits until it is gone. */
    public void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        exitCode(Duration.ofSeconds(10));
    }

    /** SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** The end of its standard input. */
    public void closeInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The exit code; fails when the process does not end in time. */
    public int exitCode(Duration within) {
        try {
            if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("the server did not end within " + within + "\n" + logTail());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
        return process.exitValue();
    }

    public boolean isRunning() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    public String address() {
        return "127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    public int metricsPort() {
        return metricsPort;
    }

    public RestClient rest() {
        return new RestClient("http://" + address(), TOKEN);
    }

    /** Everything printed since the first start. */
    public String log() {
        try {
            return Files.exists(log) ? Files.readString(log, StandardCharsets.UTF_8) : "";
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public String logTail() {
        String all = log();
        return all.substring(Math.max(0, all.length() - LOG_TAIL_CHARS));
    }

    /** Waits until the condition holds; fails when it does not in time or when the process ends before. */
    public void await(String what, Duration within, BooleanSupplier condition) {
        long deadlineNanos = System.nanoTime() + within.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new AssertionError(what + " did not happen within " + within + "\n" + logTail());
            }
            if (endsWithin(POLL)) {
                throw new AssertionError("the server ended before: " + what + "\n" + logTail());
            }
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }

    private void awaitReady() {
        try (RestClient rest = rest()) {
            await("ready", options.readyWithin(), () -> rest.tryGet("/health") == 200);
        }
    }

    private boolean endsWithin(Duration time) {
        try {
            return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }

    private Process launch() throws IOException {
        List<String> command = new ArrayList<>(options.launcher());
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx768m",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.ephyra.server.Main",
                "server"));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(options.home().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        Map<String, String> environment = builder.environment();
        // What the person running the tests has set must not reach the server under test.
        environment.keySet().removeIf(name -> name.matches("(FJ|JF|EPHYRA)_.*"));
        environment.put("FJ_PORT", Integer.toString(port));
        environment.put("FJ_HOST", "localhost:" + port);
        environment.put("FJ_METRICS_PORT", Integer.toString(metricsPort));
        environment.put("FJ_SERVER_API_TOKEN", TOKEN);
        environment.put("EPHYRA_DATA_DIR", options.data().toString());
        environment.putAll(options.environment());
        return builder.start();
    }

    private static ServerSocket free() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }
}
