package dev.ephyra.server.cli;

import dev.ephyra.server.cli.client.ClientFailure;

/** What the process leaves with; the table of {@code docs/command-line.md}. */
final class ExitCode {
    static final int OK = 0;
    /** The start, or what was asked for, failed; or the answer is no. */
    static final int FAILED = 1;
    /** The command line cannot be understood; also what picocli uses for it. */
    static final int USAGE = 2;
    /** No server answers. */
    static final int UNREACHABLE = 3;
    /** The server refuses. */
    static final int REFUSED = 4;
    /** 128 and the number of SIGINT, as shells have it. */
    static final int INTERRUPTED = 130;

    /** For the help of every client command. */
    static final String HELP =
            "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 no server answers, 4 refused by the server,"
                    + " 130 interrupted.";

    private ExitCode() {}

    static int of(ClientFailure.Kind kind) {
        return switch (kind) {
            case FAILED -> FAILED;
            case USAGE -> USAGE;
            case UNREACHABLE -> UNREACHABLE;
            case REFUSED -> REFUSED;
        };
    }
}
