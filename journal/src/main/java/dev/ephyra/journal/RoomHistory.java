package dev.ephyra.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * Answers what one room told, from the room indexes. Thread-safe. What does not check is left out: the caller sees it by the
 * hole in {@code roomSeq}.
 */
final class RoomHistory {
    private final SegmentCatalog catalog;
    private final LongSupplier durable;
    private final int readBytes;

    RoomHistory(SegmentCatalog catalog, LongSupplier durable, int readBytes) {
        this.catalog = catalog;
        this.durable = durable;
        this.readBytes = readBytes;
    }

    List<JournalRecord> find(String room, UUID epoch, long afterRoomSeq, int max) {
        Query query = new Query(room, epoch, afterRoomSeq, max, durable.getAsLong(), new ArrayList<>());
        for (Segment segment : catalog.list()) {
            try {
                find(segment, query);
            } catch (IOException e) {
                boolean deletedByRetention = catalog.oldest() > segment.baseOffset();
                if (!deletedByRetention) {
                    throw new UncheckedIOException("the segment " + segment.name() + " cannot be read", e);
                }
            }
        }
        return query.found();
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
                switch (reader.at(RoomIndex.position(entry), limit)) {
                    case Step.Whole whole -> query.take(whole.records());
                    case Step.Hurt hurt -> {
                        for (Step.Piece piece : hurt.pieces()) {
                            if (piece instanceof Step.Piece.Good(List<JournalRecord> records)) {
                                query.take(records);
                            }
                        }
                    }
                    case Step.Lost _, Step.Note _, Step.End _ -> {}
                }
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
