package dev.ephyra.journal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Answers questions to any journal by reading it in order. Owned by its caller, used once. Records that cannot
 * be read are passed over, as they answer nothing.
 */
final class CursorSearch {
    private static final int READ_RECORDS = 512;

    /** The log is written by several rooms at once, each with its own reading of the clock. */
    private static final long SLACK_MILLIS = TimeUnit.SECONDS.toMillis(5);

    private final JournalCursor cursor;

    CursorSearch(Journal journal, long fromOffset) {
        this.cursor = journal.cursor(fromOffset);
    }

    /** Where to look for an event by the time in its id; nothing if the id has none. */
    static OptionalLong earliestMicros(UUID eventId) {
        return eventId.version() == 7
                ? OptionalLong.of(TimeUnit.MILLISECONDS.toMicros(Math.max(0, millis(eventId) - SLACK_MILLIS)))
                : OptionalLong.empty();
    }

    private static long millis(UUID eventId) {
        return eventId.getMostSignificantBits() >>> 16;
    }

    Optional<JournalRecord> find(UUID eventId) throws JournalException {
        for (List<JournalRecord> records = next(); !records.isEmpty(); records = next()) {
            for (JournalRecord record : records) {
                UUID id = record.eventId();
                if (id.equals(eventId)) {
                    return Optional.of(record);
                } else if (id.version() == 7 && millis(id) > millis(eventId) + SLACK_MILLIS) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    long offsetAt(long occurredAtMicros) throws JournalException {
        for (List<JournalRecord> records = next(); !records.isEmpty(); records = next()) {
            for (JournalRecord record : records) {
                if (record.occurredAtMicros() >= occurredAtMicros) {
                    return record.offset();
                }
            }
        }
        return cursor.position();
    }

    List<RoomIncarnation> epochsOf(String room, int max) throws JournalException {
        Map<UUID, RoomIncarnation> found = new LinkedHashMap<>();
        for (List<JournalRecord> records = next(); !records.isEmpty(); records = next()) {
            for (JournalRecord record : records) {
                if (record.room().equals(room) && record.notification().length > 0) {
                    RoomIncarnation here = new RoomIncarnation(record.roomEpoch(), record.offset(), record.offset());
                    found.merge(record.roomEpoch(), here, RoomIncarnation::upTo);
                }
            }
        }
        return new ArrayList<>(found.values()).reversed().stream().limit(max).toList();
    }

    private List<JournalRecord> next() throws JournalException {
        while (true) {
            try {
                return cursor.poll(READ_RECORDS);
            } catch (JournalException e) {
                boolean passes = e.kind() == JournalException.Kind.CORRUPT || e.kind() == JournalException.Kind.EXPIRED;
                if (!passes || e.toOffset() < cursor.position()) {
                    throw e;
                }
                cursor.seek(e.toOffset() + 1);
            }
        }
    }
}
