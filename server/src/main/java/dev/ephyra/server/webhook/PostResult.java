package dev.ephyra.server.webhook;

/** How one request ended. */
sealed interface PostResult {
    /**
     * The receiver answered, and its answer was whole or longer than what is read of one.
     *
     * @param retryAfterMillis what it asked for; -1 if nothing
     * @param body its beginning; empty if the request was taken
     * @param isPublic whether it came from an address of the public Internet
     */
    record Answered(int status, String phrase, long retryAfterMillis, byte[] body, boolean isPublic)
            implements PostResult {
        boolean isAccepted() {
            return status >= 200 && status < 300;
        }
    }

    /**
     * No whole answer came.
     *
     * @param timeout whether it is because the receiver was slow
     */
    record Failed(String reason, boolean timeout) implements PostResult {}
}
