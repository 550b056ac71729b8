package dev.ephyra.conformance;

import dev.ephyra.testkit.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The command line in a process of its own, as a person at a terminal has it. Owned by one test thread; {@link #close()}
 * ends what still runs.
 */
final class CommandLine implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(20);

    private final Process process;
    private final Path out;
    private final Path err;

    private CommandLine(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts a command against {@code server}, with the settings that it has. */
    static CommandLine start(ServerProcess server, Path home, String... arguments) throws IOException {
        // Where the tests themselves run in the background, Ctrl-C is ignored, and a JVM would inherit that.
        List<String> command = new ArrayList<>(List.of(
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.ephyra.server.Main"));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(home, "command", ".out");
        Path err = Files.createTempFile(home, "command", ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.matches("(FJ|JF|EPHYRA)_.*"));
        builder.environment().put("FJ_PORT", Integer.toString(server.port()));
        builder.environment().put("FJ_METRICS_PORT", Integer.toString(server.metricsPort()));
        builder.environment().put("FJ_SERVER_API_TOKEN", ServerProcess.TOKEN);
        builder.environment().put("EPHYRA_DATA_DIR", home.resolve("data").toString());
        builder.environment().put("HOME", home.toString());
        return new CommandLine(builder.start(), out, err);
    }

    String out() {
        return read(out);
    }

    String err() {
        return read(err);
    }

    /** Ctrl-C. */
    void interrupt() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    }

    /** The exit code; fails when it does not end in time. */
    int exitCode(Duration within) throws InterruptedException {
        if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("it did not end within " + within + "\n" + out() + err());
        }
        return process.exitValue();
    }

    void await(String what, Duration within, BooleanSupplier condition) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + within.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new AssertionError(what + " did not happen within " + within + "\n" + out() + err());
            }
            TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
