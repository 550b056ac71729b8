package dev.ephyra.server.webhook;

/** How one request ended. */
sealed interface PostResult {
    /** The receiver answered, and its answer was whole or longer than what is read of one. */
    record Answered(int status, String phrase) implements PostResult {}

    /** No whole answer came. */
    record Failed(String reason) implements PostResult {}
}
