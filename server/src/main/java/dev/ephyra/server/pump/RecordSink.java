package dev.ephyra.server.pump;

import dev.ephyra.journal.JournalRecord;
import java.util.List;

/** Something that follows the journal. Called on the pump's thread, in log order; must not block. */
@FunctionalInterface
public interface RecordSink {
    void onRecords(List<JournalRecord> records);
}
