package dev.ephyra.conformance;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A command of another language run to its end, with its output kept. Owned by one test thread.
 *
 * @param exitCode what it ended with; -1 when it was ended for not doing so in time
 * @param output standard output and error, mixed as they came
 */
public record Program(int exitCode, String output) {

    /** Runs Python of one SDK's environment, which {@code conformance/prepare} makes when it is not there. */
    public static Program python(String sdk, Map<String, String> environment, Duration within, String... arguments)
            throws IOException, InterruptedException {
        Path python = Path.of("target", "python", sdk, "bin", "python").toAbsolutePath();
        Program prepared = run(List.of("./prepare"), Map.of(), Duration.ofMinutes(5));
        if (prepared.exitCode() != 0) {
            throw new AssertionError("the SDKs cannot be installed:\n" + prepared.output());
        }
        return run(join(python.toString(), arguments), environment, within);
    }

    public static Program run(List<String> command, Map<String, String> environment, Duration within)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("program", ".log");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(new File("").getAbsoluteFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
            builder.environment().putAll(environment);
            Process process = builder.start();
            boolean ended = process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
            process.destroyForcibly();
            return new Program(ended ? process.exitValue() : -1, Files.readString(output));
        } finally {
            Files.delete(output);
        }
    }

    private static List<String> join(String first, String... others) {
        return Stream.concat(Stream.of(first), List.of(others).stream()).toList();
    }
}
