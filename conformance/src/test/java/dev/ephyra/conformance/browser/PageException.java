package dev.ephyra.conformance.browser;

/** What a page's client threw or rejected with; the message is the client's own among the browser's words. */
final class PageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    PageException(String message) {
        super(message);
    }
}
