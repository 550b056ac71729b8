package dev.ephyra.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * Finds places in the log by time and by room, with the indexes of its segments. Thread-safe; reads the disk.
 * Times are microseconds since 1970.
 */
final class IndexSearch {
    private final SegmentCatalog catalog;
    private final LongSupplier durable;
    private final int readBytes;

    IndexSearch(SegmentCatalog catalog, LongSupplier durable, int readBytes) {
        this.catalog = catalog;
        this.durable = durable;
        this.readBytes = readBytes;
    }

    /** See {@link Journal#offsetAt}. */
    long offsetAt(long micros) throws JournalException {
        long head = durable.getAsLong();
        for (Segment segment : catalog.list()) {
            try {
                long offset = segment.lastOccurredAtMicros() >= micros ? offsetIn(segment, micros) : 0;
                if (offset > 0) {
                    return Math.min(offset, head + 1);
                }
            } catch (IOException e) {
                passOver(segment, e);
            }
        }
        return head + 1;
    }

    private long offsetIn(Segment segment, long micros) throws IOException {
        long limit = segment.endPosition();
        long next = segment.nextOffset();
        if (!segment.offsets().knowsTimes()) {
            segment.offsets(timed(segment, limit));
        }
        FirstAt first = new FirstAt(micros);
        OffsetIndex.Place from = segment.offsets().before(micros, segment.baseOffset());
        long end = SegmentWalk.visit(reader(segment, readBytes), from, limit, first);
        boolean lateOnesAreLost = first.offset == 0 && first.hole == 0 && end < next;
        return lateOnesAreLost ? end : Math.max(first.offset, first.hole);
    }

    /** The places of a segment that was sealed in an earlier run, with their times. */
    private OffsetIndex timed(Segment segment, long limit) throws IOException {
        PlacesWalk walk = new PlacesWalk(segment.offsets().strideBytes());
        SegmentWalk.visit(reader(segment, readBytes), segment.baseOffset(), limit, walk);
        return walk.places();
    }

    /** See {@link Journal#epochsOf}. */
    List<RoomIncarnation> epochsOf(String room, int max) throws JournalException {
        Map<UUID, RoomIncarnation> found = new LinkedHashMap<>();
        long head = durable.getAsLong();
        for (Segment segment : catalog.list().reversed()) {
            // One that has enough already may still have begun in an older segment.
            try {
                for (RoomIncarnation part : epochsIn(segment, room, head).reversed()) {
                    found.merge(part.roomEpoch(), part, (newer, older) -> older.upTo(newer));
                }
            } catch (IOException e) {
                passOver(segment, e);
            }
        }
        return found.values().stream().limit(max).toList();
    }

    private List<RoomIncarnation> epochsIn(Segment segment, String room, long head) throws IOException {
        List<RoomIncarnation> found = new ArrayList<>();
        for (long entry : segment.rooms().find(RoomIndex.key(room))) {
            for (JournalRecord first : notifications(segment, entry, room, head)) {
                boolean known = found.stream().anyMatch(one -> one.roomEpoch().equals(first.roomEpoch()));
                if (!known) {
                    long last = Math.max(first.offset(), lastIn(segment, first, head));
                    found.add(new RoomIncarnation(first.roomEpoch(), first.offset(), last));
                }
            }
        }
        return found;
    }

    private long lastIn(Segment segment, JournalRecord first, long head) throws IOException {
        long[] entries = segment.rooms().find(RoomIndex.key(first.room(), first.roomEpoch()));
        for (int i = entries.length - 1; i >= 0; i--) {
            for (JournalRecord record :
                    notifications(segment, entries[i], first.room(), head).reversed()) {
                if (record.roomEpoch().equals(first.roomEpoch())) {
                    return record.offset();
                }
            }
        }
        return 0;
    }

    /** What can be read of one room in the batch of an entry. */
    private List<JournalRecord> notifications(Segment segment, long entry, String room, long head) throws IOException {
        long position = RoomIndex.position(entry);
        SegmentReader reader = reader(segment, Math.min(readBytes, 8 * 1024));
        return reader.at(position, segment.endPosition()).readable().stream()
                .filter(record -> record.offset() <= head)
                .filter(record ->
                        record.notification().length > 0 && record.room().equals(room))
                .toList();
    }

    private static SegmentReader reader(Segment segment, int bytes) {
        return new SegmentReader(segment.file(), bytes);
    }

    private void passOver(Segment segment, IOException e) throws JournalException {
        boolean deletedByRetention = catalog.oldest() > segment.baseOffset();
        if (!deletedByRetention) {
            throw JournalException.unreadable(segment.name(), e);
        }
    }

    /**
     * Waits for the first record that is late enough. Damage right before it may be of such a record too; any
     * other is taken to be as early as what surrounds it.
     */
    private static final class FirstAt implements SegmentWalk.Visitor {
        private final long micros;
        private long offset;
        private long hole;

        private FirstAt(long micros) {
            this.micros = micros;
        }

        @Override
        public void records(long position, List<JournalRecord> records) {
            for (JournalRecord record : records) {
                if (offset > 0) {
                    return;
                } else if (record.occurredAtMicros() >= micros) {
                    offset = hole > 0 ? hole : record.offset();
                }
                hole = 0;
            }
        }

        @Override
        public void damaged(Damage damage) {
            boolean costsRecords = damage.toOffset() >= damage.fromOffset();
            if (offset == 0 && hole == 0 && costsRecords) {
                hole = damage.fromOffset();
            }
        }

        @Override
        public boolean wantsMore() {
            return offset == 0;
        }
    }
}
