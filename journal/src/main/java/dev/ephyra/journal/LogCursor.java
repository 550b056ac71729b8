package dev.ephyra.journal;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the log from memory near the head and from disk behind it. Owned by one thread, beside a log that
 * goes on. It holds no file open and at most one read of records.
 */
final class LogCursor implements JournalCursor {
    private final SegmentCatalog catalog;
    private final RecentRecords recent;
    private final LongSupplier durable;
    private final int readBytes;
    private final DamageWatch watch;
    private final Deque<JournalRecord> ahead = new ArrayDeque<>();
    private long position;
    private @Nullable Segment segment;
    private OffsetIndex.Place place = new OffsetIndex.Place(0, 0);

    LogCursor(
            SegmentCatalog catalog,
            RecentRecords recent,
            LongSupplier durable,
            int readBytes,
            DamageWatch watch,
            long offset) {
        this.catalog = catalog;
        this.recent = recent;
        this.durable = durable;
        this.readBytes = readBytes;
        this.watch = watch;
        this.position = Math.max(offset, catalog.oldest());
    }

    @Override
    public List<JournalRecord> poll(int max) throws JournalException {
        List<JournalRecord> records = new ArrayList<>();
        long head = durable.getAsLong();
        while (records.size() < max && position <= head) {
            JournalRecord next = ahead.isEmpty() ? recent.at(position) : ahead.poll();
            if (next != null) {
                records.add(next);
                position++;
            } else if (records.isEmpty()) {
                readAhead(head);
            } else {
                break;
            }
        }
        return records;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void seek(long offset) {
        position = Math.max(offset, catalog.oldest());
        forget();
    }

    private void forget() {
        ahead.clear();
        segment = null;
    }

    /** Fills {@link #ahead} with the record at the position and what follows it, or says why not. */
    private void readAhead(long head) throws JournalException {
        checkKept();
        Segment holding = catalog.holding(position);
        if (holding == null) {
            long resumes = catalog.resumesAfter(position);
            throw corrupt("a segment", position, Math.max(position, resumes - 1), "the file is missing");
        }
        checkGood(holding);
        OffsetIndex.Place indexed = holding.offsets().floor(position, holding.baseOffset());
        boolean placeIsNearer = holding == segment && place.offset() <= position && place.offset() >= indexed.offset();
        if (!placeIsNearer) {
            segment = holding;
            place = indexed;
        }
        try {
            readAhead(holding, head);
        } catch (IOException e) {
            forget();
            // Retention may have deleted the file between the look and the read.
            checkKept();
            throw JournalException.unreadable(holding.name(), e);
        }
    }

    private void readAhead(Segment from, long head) throws IOException, JournalException {
        SegmentReader reader = new SegmentReader(from.file(), readBytes);
        long limit = from.endPosition();
        long firstPosition = place.position();
        boolean more = true;
        while (more && (ahead.isEmpty() || place.position() - firstPosition < readBytes) && place.offset() <= head) {
            more = switch (reader.step(place.position(), place.offset(), limit)) {
                case Step.Whole whole -> {
                    take(whole.header().lastOffset() < position ? List.of() : whole.records(), head);
                    yield moveTo(whole.header().lastOffset() + 1, whole.endPosition());
                }
                case Step.Hurt hurt -> takeHurt(from, hurt, head);
                case Step.Lost(Damage damage) -> {
                    boolean crossed = cross(from, damage.fromOffset(), damage.toOffset(), damage.why());
                    yield crossed && moveTo(damage.toOffset() + 1, damage.endPosition());
                }
                case Step.Note note -> moveTo(place.offset(), note.endPosition());
                case Step.End _ -> {
                    cross(from, place.offset(), from.nextOffset() - 1, "nothing after it checks");
                    yield false;
                }
            };
        }
    }

    private boolean moveTo(long offset, long filePosition) {
        place = new OffsetIndex.Place(offset, filePosition);
        return true;
    }

    private void take(List<JournalRecord> records, long head) {
        for (JournalRecord record : records) {
            if (record.offset() >= position && record.offset() <= head) {
                ahead.add(record);
            }
        }
    }

    private boolean takeHurt(Segment from, Step.Hurt hurt, long head) throws IOException, JournalException {
        for (Step.Piece piece : hurt.pieces()) {
            switch (piece) {
                case Step.Piece.Good(List<JournalRecord> records) -> take(records, head);
                case Step.Piece.Bad(long first, long last) -> {
                    if (!cross(from, first, last, "the batch does not match its checksum")) {
                        return false;
                    }
                }
            }
        }
        return moveTo(hurt.header().lastOffset() + 1, hurt.endPosition());
    }

    /** Whether damage lies behind the cursor. Ahead of it, what is before the damage is given out first. */
    private boolean cross(Segment from, long first, long last, String why) throws IOException, JournalException {
        if (last < position) {
            return true;
        }
        if (ahead.isEmpty()) {
            watch.found(from, Math.max(first, position));
            checkGood(from);
            throw corrupt(from.name(), Math.max(first, position), last, why);
        }
        return false;
    }

    /** What is known to be damaged is not read again, and has the same range for all. */
    private void checkGood(Segment holding) throws JournalException {
        long lost = holding.lostUpTo(position);
        if (lost > 0) {
            throw corrupt(holding.name(), position, lost, holding.whyLost(position));
        }
    }

    private void checkKept() throws JournalException {
        long oldest = catalog.oldest();
        if (position < oldest) {
            throw JournalException.expired(position, oldest - 1);
        }
    }

    private static JournalException corrupt(String where, long first, long last, String why) {
        return new JournalException(
                JournalException.Kind.CORRUPT,
                "records " + first + " to " + last + " of " + where + " cannot be read: " + why,
                first,
                last);
    }
}
