package dev.ephyra.server.events;

import dev.ephyra.api.operator.EventLog.LoggedEvent;
import dev.ephyra.api.operator.EventLog.Page;
import dev.ephyra.journal.Journal;
import dev.ephyra.journal.JournalException;
import dev.ephyra.journal.JournalRecord;
import dev.ephyra.journal.RoomIncarnation;
import dev.ephyra.notify.record.Cursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Reads histories of rooms, by the room indexes. Thread-safe; reads the disk, so it is called where that may block.
 */
final class RoomScan {
    /** Lives of one room's id that are looked at, the newest ones: an id that is used once a minute has so many in 16 hours. */
    static final int MOST_LIVES = 1_000;

    /** With the largest metadata 24 MB. */
    private static final int BATCH = 128;

    private final Journal journal;
    private final EventReader reader;

    RoomScan(Journal journal, EventReader reader) {
        this.journal = journal;
        this.reader = reader;
    }

    /** Empty if the log knows no such room or life. */
    Optional<Page> page(String room, Optional<UUID> epoch, Optional<Cursor> after, int max) throws JournalException {
        List<RoomIncarnation> lives = journal.epochsOf(room, MOST_LIVES).reversed().stream()
                .filter(life -> epoch.isEmpty() || epoch.get().equals(life.roomEpoch()))
                .toList();
        if (lives.isEmpty()) {
            return Optional.empty();
        }
        Cursor oldest = reader.cursor(journal.oldest() - 1);
        boolean recovered = after.isEmpty()
                || (reader.isOfThisLog(after.get()) && after.get().offset() <= journal.durable());
        if (!recovered) {
            Cursor head = reader.cursor(journal.durable());
            return Optional.of(new Page(List.of(), head, oldest, false, Optional.empty(), false));
        }
        long from = after.map(Cursor::offset).orElse(0L);
        Reading reading = new Reading(room, from, max);
        for (RoomIncarnation life : lives) {
            if (life.lastOffset() > from) {
                reading.read(life);
            }
        }
        Cursor next = reader.cursor(reading.last);
        return Optional.of(new Page(reading.events, next, oldest, true, Optional.empty(), reading.more));
    }

    /** One page being read: full at so many records, or at so many characters. */
    private final class Reading {
        private final String room;
        private final long after;
        private final int max;
        private final List<LoggedEvent> events = new ArrayList<>();
        private long last;
        private int records;
        private int chars;
        private boolean more;

        Reading(String room, long after, int max) {
            this.room = room;
            this.after = after;
            this.max = max;
            this.last = after;
        }

        void read(RoomIncarnation life) throws JournalException {
            long seq = seqAt(room, life, after);
            while (!more) {
                // One more than fits says whether there is more.
                List<JournalRecord> next =
                        journal.history(room, life.roomEpoch(), seq, Math.min(BATCH, max + 1 - records));
                if (next.isEmpty()) {
                    return;
                }
                seq = next.getLast().roomSeq();
                next.forEach(this::take);
            }
        }

        private void take(JournalRecord record) {
            if (record.offset() <= after || more) {
                return;
            }
            if (records >= max || chars >= EventScan.MOST_CHARS) {
                more = true;
                return;
            }
            records++;
            last = record.offset();
            reader.read(record).ifPresent(event -> {
                events.add(event);
                chars += event.json().length();
            });
        }
    }

    /** The number to go on after: exact where the cursor is of this life, as those of its events are; else from the start. */
    private long seqAt(String room, RoomIncarnation life, long offset) throws JournalException {
        if (offset < life.firstOffset()) {
            return 0;
        }
        try {
            return journal.record(offset)
                    .filter(record ->
                            record.room().equals(room) && record.roomEpoch().equals(life.roomEpoch()))
                    .map(JournalRecord::roomSeq)
                    .orElse(0L);
        } catch (JournalException unreadable) {
            return switch (unreadable.kind()) {
                case CORRUPT, EXPIRED -> 0;
                case LOCKED, NEWER_FORMAT, UNUSABLE -> throw unreadable;
            };
        }
    }
}
