package dev.ephyra.server.health;

import dev.ephyra.journal.Journal;
import dev.ephyra.journal.Recovery;
import dev.ephyra.notify.record.Cursor;
import dev.ephyra.notify.record.ServerEvent;
import dev.ephyra.wire.delivery.LogCorruption;
import java.util.UUID;

/** Says in the server's events what the journal has to tell of itself. Stateless; called on any thread. */
public final class JournalEvents {
    private JournalEvents() {}

    /**
     * Tells of the damage that was found when {@code journal} was opened. That is told at each start as long as the segment is
     * kept: a range is known by its cursors.
     */
    public static void tellOfRecovery(Journal journal, ServerEventLog log) {
        for (Recovery.Quarantined range : journal.recovery().quarantined()) {
            boolean costsRecords = range.toOffset() >= range.fromOffset();
            if (costsRecords) {
                log.tell(corrupted(journal.logEpoch(), range));
            }
        }
    }

    private static ServerEvent corrupted(UUID logEpoch, Recovery.Quarantined range) {
        return new ServerEvent.Corrupted(LogCorruption.newBuilder()
                .setFromCursor(Cursor.of(logEpoch, range.fromOffset()).text())
                .setToCursor(Cursor.of(logEpoch, range.toOffset()).text())
                .setDetail(range.segment() + ": " + range.why())
                .build());
    }
}
