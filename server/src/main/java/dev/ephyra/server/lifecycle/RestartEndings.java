package dev.ephyra.server.lifecycle;

import dev.ephyra.journal.Journal;
import dev.ephyra.journal.JournalCursor;
import dev.ephyra.journal.JournalException;
import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.socket.RestartNotices;
import dev.ephyra.server.rooms.RestartRecovery;
import dev.ephyra.server.store.RememberedPlaces;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Ends the rooms of the last run and gathers their notifications for subscribers that come within 5 minutes. */
final class RestartEndings {
    private static final int RECORDS_PER_READ = 512;

    private RestartEndings() {}

    /** @param places what lanes know of those rooms; closed by the caller */
    static RestartNotices end(Journal journal, RememberedPlaces places) throws IOException {
        long first = RestartRecovery.endOpenRooms(journal, RoomsLeftOpen.find(journal, places));
        List<byte[]> notifications = new ArrayList<>();
        JournalCursor cursor = journal.cursor(first);
        try {
            while (cursor.position() <= journal.durable()) {
                for (JournalRecord record : cursor.poll(RECORDS_PER_READ)) {
                    notifications.add(record.notification());
                }
            }
        } catch (JournalException unreadable) {
            throw new IOException(unreadable.getMessage(), unreadable);
        }
        return new RestartNotices(notifications, System.nanoTime());
    }
}
