package dev.ephyra.journal;

import java.util.List;

/** What an operator, and whoever still waits for records, must hear about the log. A value. */
public sealed interface JournalAlert {
    /**
     * The log is beyond its size or age only because of what is undelivered. It goes on growing to its hard
     * limit, and then the oldest records go all the same.
     *
     * @param oldestNeeded the first record that someone still needs
     * @param bytes of the log now
     */
    record RetentionBlocked(long oldestNeeded, long bytes) implements JournalAlert {}

    /** Nothing undelivered holds retention any more. */
    record RetentionFreed() implements JournalAlert {}

    /**
     * Undelivered records {@code fromOffset} to {@code toOffset} are about to be deleted, at the hard limit.
     * Told again after a crash between the telling and the deletion.
     */
    record Expired(long fromOffset, long toOffset) implements JournalAlert {}

    /**
     * Records {@code fromOffset} to {@code toOffset} do not check; what was there lies in the quarantine.
     *
     * @param rooms those that are known to have lost something, as far as anything still says so
     */
    record Corrupt(long fromOffset, long toOffset, List<String> rooms) implements JournalAlert {
        public Corrupt {
            rooms = List.copyOf(rooms);
        }
    }
}
