package dev.ephyra.server.lifecycle;

import dev.ephyra.journal.Journal;
import dev.ephyra.journal.JournalHealth;
import dev.ephyra.journal.JournalRecord;
import dev.ephyra.server.pump.RecordSink;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log when the journal stops taking changes, why, and when it takes them again; the journal itself writes no
 * log. Looks some ten times a second. Owned by the pump.
 */
final class JournalWatch implements RecordSink {
    private static final Logger LOG = LoggerFactory.getLogger(JournalWatch.class);

    private final Journal journal;
    private Class<? extends JournalHealth> reported = JournalHealth.Accepting.class;

    JournalWatch(Journal journal) {
        this.journal = journal;
    }

    @Override
    public void onRecords(List<JournalRecord> records) {
        // Only how it fares matters here.
    }

    @Override
    public void onTime(long nowNanos) {
        JournalHealth health = journal.health();
        if (health.getClass() == reported) {
            return;
        }
        reported = health.getClass();
        switch (health) {
            case JournalHealth.Accepting() -> LOG.info("The journal takes changes again");
            case JournalHealth.Failing(String why) ->
                LOG.error("The journal cannot be written, and changes are refused until it can: {}", why);
            case JournalHealth.Full(String why) ->
                LOG.error("The journal is full, and changes are refused until it is not: {}", why);
        }
    }
}
