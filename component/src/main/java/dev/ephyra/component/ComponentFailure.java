package dev.ephyra.component;

import dev.ephyra.room.CrashCause;

/** A component cannot go on, for a reason outside of this program. The message is for people, and holds no secrets. */
public final class ComponentFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final CrashCause crashCause;

    public ComponentFailure(CrashCause crashCause, String message) {
        super(message);
        this.crashCause = crashCause;
    }

    public ComponentFailure(CrashCause crashCause, String message, Throwable cause) {
        super(message, cause);
        this.crashCause = crashCause;
    }

    /** What kind of thing it was. */
    public CrashCause crashCause() {
        return crashCause;
    }
}
