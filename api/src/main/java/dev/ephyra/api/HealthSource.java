package dev.ephyra.api;

/** How the server is doing, read by {@code GET /health}. Thread-safe. */
@FunctionalInterface
public interface HealthSource {
    Health health();

    /**
     * One reading.
     *
     * @param up whether requests can be carried out: the journal accepts and commits
     * @param detail one line for people: {@code ok}, or what is wrong
     */
    record Health(boolean up, String detail, long uptimeSeconds) {}
}
