package dev.ephyra.server.config;

/** A value that must never reach a log line: only {@link #value()} shows it, never the text form of a record. */
public record Secret(String value) {
    /** Stands for every secret wherever settings are shown; its length tells nothing. */
    static final String MASK = "********";

    @Override
    public String toString() {
        return MASK;
    }
}
