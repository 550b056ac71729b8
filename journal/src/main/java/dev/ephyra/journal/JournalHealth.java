package dev.ephyra.journal;

/** Whether the journal takes requests. */
public sealed interface JournalHealth {
    /** It does. */
    record Accepting() implements JournalHealth {}

    /** The last commit failed and is being retried. */
    record Failing(String why) implements JournalHealth {}

    /** Nothing can be deleted, nobody said yet what may be, or too much is queued. */
    record Full(String why) implements JournalHealth {}
}
