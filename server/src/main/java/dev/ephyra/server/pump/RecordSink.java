package dev.ephyra.server.pump;

import dev.ephyra.journal.JournalRecord;
import java.util.List;

/** Something that follows the journal. Called on the pump's thread, in log order; must not block. */
public interface RecordSink {
    void onRecords(List<JournalRecord> records);

    /** Called about once a second or more often, records or not; {@code nowNanos} is monotonic. */
    default void onTime(long nowNanos) {}
}
