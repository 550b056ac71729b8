package dev.ephyra.server.rooms;

import dev.ephyra.journal.Journal;
import dev.ephyra.journal.JournalCursor;
import dev.ephyra.journal.JournalException;
import dev.ephyra.journal.JournalRecord;
import dev.ephyra.journal.Recovery.OpenRoom;
import dev.ephyra.notify.record.EventFacts;
import dev.ephyra.room.Metadata;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metadata of rooms that the last run left open, from the first of their records that is left: every one has it. Rooms of
 * which nothing can be read have none; that must not keep them open.
 */
final class OpenRoomMetadata {
    /** Looking a room up costs some 200 us, in which a cursor reads 100 KB: with so many rooms reading everything is faster. */
    private static final long BYTES_PER_LOOKUP = 100_000;

    private static final int RECORDS_PER_READ = 512;

    private static final Logger LOG = LoggerFactory.getLogger(OpenRoomMetadata.class);

    private record Key(String room, UUID epoch) {}

    private final Journal journal;
    private final Map<Key, Metadata> known = new HashMap<>();

    private OpenRoomMetadata(Journal journal) {
        this.journal = journal;
    }

    /** Reads it; bounded by the rooms that are open. */
    static OpenRoomMetadata read(Journal journal, List<OpenRoom> open) {
        OpenRoomMetadata read = new OpenRoomMetadata(journal);
        if (open.size() * BYTES_PER_LOOKUP < journal.statistics().bytes()) {
            open.forEach(read::lookUp);
        } else {
            read.scan(open);
        }
        return read;
    }

    Metadata of(OpenRoom room) {
        return known.getOrDefault(key(room), Metadata.NONE);
    }

    private static Key key(OpenRoom room) {
        return new Key(room.room(), room.roomEpoch());
    }

    private void lookUp(OpenRoom room) {
        try {
            journal.history(room.room(), room.roomEpoch(), 0, 1).forEach(this::take);
        } catch (UncheckedIOException unreadable) {
            LOG.warn("The metadata of room {} is not known to its end: {}", room.room(), unreadable.getMessage());
        }
    }

    private void scan(List<OpenRoom> open) {
        Set<Key> missing = open.stream().map(OpenRoomMetadata::key).collect(Collectors.toSet());
        JournalCursor cursor = journal.cursor(journal.oldest());
        while (!missing.isEmpty() && cursor.position() <= journal.durable()) {
            try {
                for (JournalRecord record : cursor.poll(RECORDS_PER_READ)) {
                    // Silent events are stored without what was true beside them.
                    if (record.notification().length > 0
                            && missing.remove(new Key(record.room(), record.roomEpoch()))) {
                        take(record);
                    }
                }
            } catch (JournalException unreadable) {
                if (unreadable.toOffset() < cursor.position()) {
                    LOG.warn("The metadata of {} rooms is not known to their end", missing.size(), unreadable);
                    return;
                }
                cursor.seek(unreadable.toOffset() + 1);
            }
        }
    }

    private void take(JournalRecord record) {
        try {
            Metadata metadata = EventFacts.of(record).context().roomMetadata();
            known.put(new Key(record.room(), record.roomEpoch()), metadata);
        } catch (IllegalArgumentException unknown) {
            LOG.warn("The metadata of room {} is not known to its end: {}", record.room(), unknown.getMessage());
        }
    }
}
