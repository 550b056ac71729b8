package dev.ephyra.sdk.notifier;

import dev.ephyra.sdk.FishjamException;

/**
 * Notifications did not come in the time that {@link Notifier#waitReady} was given, or the notifier was closed meanwhile. Its message says
 * how many attempts to connect failed and why the last one did. Unless it is closed the notifier goes on trying.
 */
public final class NotReadyException extends FishjamException {
    private static final long serialVersionUID = 1L;

    private final transient NotifierState state;

    NotReadyException(String why, NotifierState state) {
        super(why);
        this.state = state;
    }

    /** How it stood when the time was up. */
    public NotifierState state() {
        return state;
    }
}
