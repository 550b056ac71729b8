package dev.ephyra.server.pump;

import dev.ephyra.journal.JournalRecord;
import java.util.List;

/** Something that follows the journal. Called on the pump's thread, in log order; must not block. */
public interface RecordSink {
    void onRecords(List<JournalRecord> records);

    /**
     * Records {@code from} to {@code to}, both inclusive, are not handed out and never will be: damage or retention took them.
     * Who tells people of records must not go on as if there had been none.
     */
    default void onLost(long from, long to) {}

    /** Called about once a second or more often, records or not; {@code nowNanos} is monotonic. */
    default void onTime(long nowNanos) {}
}
