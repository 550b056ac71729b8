package dev.ephyra.server.cli;

/** What the process leaves with. */
final class ExitCode {
    static final int OK = 0;
    /** The start, or what was asked for, failed. */
    static final int FAILED = 1;

    private ExitCode() {}
}
