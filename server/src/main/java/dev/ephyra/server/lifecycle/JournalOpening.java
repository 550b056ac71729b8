package dev.ephyra.server.lifecycle;

import dev.ephyra.journal.FileDisk;
import dev.ephyra.journal.GroupCommitJournal;
import dev.ephyra.journal.Journal;
import dev.ephyra.journal.JournalClock;
import dev.ephyra.journal.JournalException;
import dev.ephyra.journal.JournalOptions;
import dev.ephyra.journal.Recovery;
import dev.ephyra.journal.Remembered;
import dev.ephyra.server.config.Settings;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the journal of the data folder and says what was found in it. */
public final class JournalOpening {
    /** In the data folder. */
    public static final String FOLDER = "journal";

    private static final Logger LOG = LoggerFactory.getLogger(JournalOpening.class);

    private JournalOpening() {}

    /** What the settings make of the journal. */
    public static JournalOptions options(Settings.Data data) {
        JournalOptions defaults = JournalOptions.defaults();
        return defaults.withRetention(data.retentionBytes().orElse(defaults.retentionBytes()), data.retentionAge());
    }

    /**
     * Opens it; the message of the failure is one line for people.
     *
     * @param remembered what the database knows of it
     */
    static Journal open(Settings.Data data, Remembered remembered) throws IOException {
        try {
            Journal journal = GroupCommitJournal.open(
                    FileDisk.open(data.folder().resolve(FOLDER)), options(data), JournalClock.system(), remembered);
            report(journal.recovery());
            return journal;
        } catch (JournalException unusable) {
            throw new IOException(unusable.getMessage(), unusable);
        }
    }

    private static void report(Recovery recovery) {
        if (recovery.tornBytes() > 0) {
            LOG.warn(
                    "Cut {} bytes of a batch that was never confirmed from the end of the journal",
                    recovery.tornBytes());
        }
        for (Recovery.Quarantined range : recovery.quarantined()) {
            LOG.error(
                    "Records {} to {} in {} do not check or are missing, and what is there was set aside: {}",
                    range.fromOffset(),
                    range.toOffset(),
                    range.segment(),
                    range.why());
        }
        if (!recovery.openRooms().isEmpty()) {
            LOG.warn(
                    "{} rooms were open when the server stopped; each ends now",
                    recovery.openRooms().size());
        }
    }
}
