package dev.ephyra.server.events;

import dev.ephyra.api.operator.EventLog.LoggedEvent;
import dev.ephyra.api.operator.EventQuery;
import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.record.Cursor;
import dev.ephyra.notify.record.EventFacts;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** From records to events, each written once for all who read near the head. Thread-safe. */
final class EventReader {
    // Of 700 B each: 1.5 MB, and some 100 ms of a busy log, which is what streams lie apart.
    private static final int MOST_REMEMBERED = 2_048;

    /** Larger events, which carry metadata of peers, are written again: 8 MB of memory at most. */
    private static final int MOST_REMEMBERED_CHARS = 4_096;

    private final UUID logEpoch;
    private final AtomicReferenceArray<@Nullable Remembered> remembered = new AtomicReferenceArray<>(MOST_REMEMBERED);

    private record Remembered(long offset, LoggedEvent event) {}

    EventReader(UUID logEpoch) {
        this.logEpoch = logEpoch;
    }

    /** The cursor just behind a record. */
    Cursor cursor(long offset) {
        return Cursor.of(logEpoch, offset);
    }

    boolean isOfThisLog(Cursor cursor) {
        return cursor.logEpoch().equals(logEpoch);
    }

    /** The event that {@code record} tells of, if it is asked for. */
    Optional<LoggedEvent> read(JournalRecord record, EventQuery query) {
        if (record.notification().length == 0
                || (query.room().isPresent() && !query.room().get().equals(record.room()))) {
            return Optional.empty();
        }
        return read(record).filter(event -> query.wants(record.room(), event.type(), record.occurredAtMicros()));
    }

    /** The event that {@code record} tells of; empty if it has no notification, or one of another version. */
    Optional<LoggedEvent> read(JournalRecord record) {
        int slot = (int) (record.offset() % MOST_REMEMBERED);
        Remembered known = remembered.get(slot);
        if (known != null && known.offset() == record.offset()) {
            return Optional.of(known.event());
        }
        if (record.notification().length == 0) {
            return Optional.empty();
        }
        try {
            EventFacts facts = EventFacts.of(record);
            LoggedEvent event =
                    new LoggedEvent(cursor(record.offset()), facts.type(), EventJson.of(record, facts, logEpoch));
            if (event.json().length() <= MOST_REMEMBERED_CHARS) {
                remembered.set(slot, new Remembered(record.offset(), event));
            }
            return Optional.of(event);
        } catch (IllegalArgumentException ofAnotherVersion) {
            return Optional.empty();
        }
    }
}
