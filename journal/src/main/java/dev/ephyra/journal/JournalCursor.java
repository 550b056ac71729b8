package dev.ephyra.journal;

import java.util.List;

/** A reader's place in the log. Owned by one thread. */
public interface JournalCursor {
    /**
     * The next durable records, at most {@code max}; empty at the head.
     *
     * @throws JournalException if what is next cannot be read or was quarantined; the cursor stays where it
     *     is
     */
    List<JournalRecord> poll(int max) throws JournalException;

    /** The offset of the record that {@link #poll} gives next. */
    long position();

    /** Moves to {@code offset}, as {@link Journal#cursor} does. */
    void seek(long offset);
}
