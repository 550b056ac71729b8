package dev.ephyra.server.cli;

import dev.ephyra.server.cli.client.ClientFailure;
import java.io.PrintWriter;
import picocli.CommandLine;

/** Every failure of a command as one line and an exit code; never a stack trace. Stateless. */
record FailureReport(PrintWriter err) implements CommandLine.IExecutionExceptionHandler {
    /** Containment point: what nobody expected is one line, too; the person at the terminal can do nothing with a trace. */
    @Override
    public int handleExecutionException(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        return switch (failure) {
            case ClientFailure known -> {
                err.println(known.getMessage());
                yield ExitCode.of(known.kind());
            }
            case InterruptedException _ -> ExitCode.INTERRUPTED;
            case Exception unknown -> {
                err.println("This is a mistake in Ephyra, please report it: " + unknown);
                yield ExitCode.FAILED;
            }
        };
    }
}
