package dev.ephyra.component;

/** A component cannot go on, for a reason outside of this program. The message is for people, and holds no secrets. */
public final class ComponentFailure extends Exception {
    private static final long serialVersionUID = 1L;

    public ComponentFailure(String message) {
        super(message);
    }

    public ComponentFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
