package dev.ephyra.sdk.webhook;

/** A body is none that a server sends: answer 400. */
public final class MalformedWebhookException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedWebhookException(String message, Throwable cause) {
        super(message, cause);
    }
}
