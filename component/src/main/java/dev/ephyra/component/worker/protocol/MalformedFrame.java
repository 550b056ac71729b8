package dev.ephyra.component.worker.protocol;

/** Bytes that are no message. What follows them cannot be read either. The message is for people. */
public final class MalformedFrame extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedFrame(String message) {
        super(message);
    }
}
