package dev.ephyra.journal;

/** The disk, or what is on it, does not do what the journal needs. The message says what and where, for an operator. */
public final class JournalException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** @param message says what is wrong and what would be right */
    public JournalException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** @param message says what is wrong and what would be right */
    public JournalException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** What to do about it. */
    public enum Kind {
        /** Another process holds the folder. */
        LOCKED,
        /** The folder was written by a newer version. */
        NEWER_FORMAT,
        /** The folder cannot be read or written. */
        UNUSABLE,
        /** Records in the middle of the log do not check. */
        CORRUPT
    }
}
