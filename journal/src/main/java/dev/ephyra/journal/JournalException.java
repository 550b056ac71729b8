package dev.ephyra.journal;

import java.io.IOException;

/**
 * The disk, or what is on it, does not do what the journal needs. The message says what and where, for an
 * operator.
 */
public final class JournalException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final long fromOffset;
    private final long toOffset;

    /** @param message says what is wrong and what would be right */
    public JournalException(Kind kind, String message) {
        super(message);
        this.kind = kind;
        this.fromOffset = 0;
        this.toOffset = 0;
    }

    /** @param message says what is wrong and what would be right */
    public JournalException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.fromOffset = 0;
        this.toOffset = 0;
    }

    /** About records {@code fromOffset} to {@code toOffset}, which cannot be read. */
    JournalException(Kind kind, String message, long fromOffset, long toOffset) {
        super(message);
        this.kind = kind;
        this.fromOffset = fromOffset;
        this.toOffset = toOffset;
    }

    static JournalException expired(long fromOffset, long toOffset) {
        return new JournalException(
                Kind.EXPIRED,
                "records " + fromOffset + " to " + toOffset + " are past retention",
                fromOffset,
                toOffset);
    }

    static JournalException unreadable(String segment, IOException e) {
        return new JournalException(Kind.UNUSABLE, "the segment " + segment + " cannot be read: " + e, e);
    }

    public Kind kind() {
        return kind;
    }

    /** The first record that cannot be read; 0 if this is not about records. */
    public long fromOffset() {
        return fromOffset;
    }

    /** The last record that cannot be read; a cursor goes on by seeking to the next one. */
    public long toOffset() {
        return toOffset;
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
        CORRUPT,
        /** The records asked for were deleted by retention. */
        EXPIRED
    }
}
