package dev.ephyra.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * Answers what one room told, from the room indexes. Thread-safe. What does not check is left out: the caller
 * sees it by the hole in {@code roomSeq}.
 */
final class RoomHistory {
    private final SegmentCatalog catalog;
    private final LongSupplier durable;
    private final int readBytes;
    private final DamageWatch watch;

    RoomHistory(SegmentCatalog catalog, LongSupplier durable, int readBytes, DamageWatch watch) {
        this.catalog = catalog;
        this.durable = durable;
        this.readBytes = readBytes;
        this.watch = watch;
    }

    /** See {@link Journal#history(String, UUID, long, long, int)}. */
    List<JournalRecord> find(String room, UUID epoch, long afterRoomSeq, long afterOffset, int max) {
        return find(new Query(room, epoch, afterRoomSeq, max, durable.getAsLong(), new ArrayList<>()), afterOffset);
    }

    private List<JournalRecord> find(Query query, long afterOffset) {
        for (Segment segment : catalog.list()) {
            try {
                if (mayHold(segment, afterOffset)) {
                    find(segment, query);
                }
            } catch (IOException e) {
                passOver(segment, e);
            }
        }
        return query.found();
    }

    private static boolean mayHold(Segment segment, long afterOffset) {
        return segment.nextOffset() - 1 > afterOffset;
    }

    /** See {@link Journal#lostAfter(String, UUID, long, long)}. */
    OptionalLong lostAfter(String room, UUID epoch, long afterRoomSeq, long afterOffset) {
        // In this order, and the search to the very end of the segments: what is committed meanwhile must be found if
        // it is known, or it would be taken for lost.
        long lastKnown = lastKnown(room, epoch, afterOffset);
        List<JournalRecord> next =
                find(new Query(room, epoch, afterRoomSeq, 1, Long.MAX_VALUE, new ArrayList<>()), afterOffset);
        long lastLost = next.isEmpty() ? lastKnown : next.getFirst().roomSeq() - 1;
        return lastLost > afterRoomSeq ? OptionalLong.of(lastLost) : OptionalLong.empty();
    }

    /** The last durable number that an index of a segment has of the room, whether it can be read or not. */
    private long lastKnown(String room, UUID epoch, long afterOffset) {
        long last = 0;
        for (Segment segment : catalog.list()) {
            try {
                if (!mayHold(segment, afterOffset)) {
                    continue;
                }
                for (long entry : segment.rooms().find(RoomIndex.key(room, epoch))) {
                    // The index is ahead of what is durable for a moment.
                    boolean durable = RoomIndex.position(entry) < segment.endPosition();
                    last = durable ? Math.max(last, RoomIndex.roomSeq(entry)) : last;
                }
            } catch (IOException e) {
                passOver(segment, e);
            }
        }
        return last;
    }

    /** Throws unless retention has deleted the file under the reader. */
    private void passOver(Segment segment, IOException e) {
        boolean deletedByRetention = catalog.oldest() > segment.baseOffset();
        if (!deletedByRetention) {
            throw new UncheckedIOException("the segment " + segment.name() + " cannot be read", e);
        }
    }

    private void find(Segment segment, Query query) throws IOException {
        long[] entries = segment.rooms().find(RoomIndex.key(query.room(), query.epoch()));
        if (entries.length == 0) {
            return;
        }
        long limit = segment.endPosition();
        SegmentReader reader = new SegmentReader(segment.file(), Math.min(readBytes, 8 * 1024));
        for (long entry : entries) {
            boolean old = RoomIndex.roomSeq(entry) <= query.after();
            if (query.done()) {
                return;
            }
            if (!old && RoomIndex.position(entry) < limit) {
                Step step = reader.at(RoomIndex.position(entry), limit);
                watch.found(segment, RoomIndex.position(entry), step);
                query.take(step.readable());
            }
        }
    }

    private record Query(String room, UUID epoch, long after, int max, long durable, List<JournalRecord> found) {
        boolean done() {
            return found.size() >= max;
        }

        void take(List<JournalRecord> records) {
            for (JournalRecord record : records) {
                if (!done()
                        && record.offset() <= durable
                        && record.notification().length > 0
                        && record.roomSeq() > after
                        && record.roomEpoch().equals(epoch)
                        && record.room().equals(room)) {
                    found.add(record);
                }
            }
        }
    }
}
