package dev.ephyra.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A line that a process of the test prints, waited for until a deadline. Stateless. */
public final class PrintedLine {
    private PrintedLine() {}

    /**
     * The next line of a process; empty where it ended before it printed one, or was ended for printing none in time.
     *
     * @param output of that process, read by one thread
     */
    public static Optional<String> await(Process process, BufferedReader output, Duration within) throws IOException {
        // The end of the process ends the read, which has no deadline of its own.
        CompletableFuture<Void> late = CompletableFuture.runAsync(
                () -> end(process), CompletableFuture.delayedExecutor(within.toMillis(), TimeUnit.MILLISECONDS));
        try {
            return Optional.ofNullable(output.readLine());
        } finally {
            late.cancel(false);
        }
    }

    /** Its children hold its output, too. */
    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
