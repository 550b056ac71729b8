package dev.ephyra.notify.lane;

/**
 * What a receiver answered to a POST.
 *
 * @param status of HTTP
 * @param retryAfterMillis what its {@code Retry-After} asks for; -1 if it has none
 * @param snippet the beginning of the body as text, secrets taken out; empty if nothing is worth keeping
 */
public record Answer(int status, long retryAfterMillis, String snippet) {
    boolean isSuccess() {
        return status >= 200 && status <= 299;
    }

    /** For operators. */
    String text() {
        return snippet.isEmpty() ? "HTTP " + status : "HTTP " + status + ": " + snippet;
    }
}
