package dev.ephyra.sdk.webhook;

/** A request is not signed by who knows the secret, or is too old: answer 401 and believe nothing of it. */
public final class InvalidSignatureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidSignatureException(String message) {
        super(message);
    }
}
