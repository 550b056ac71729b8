package dev.ephyra.server.events;

import dev.ephyra.api.operator.EventLog.LoggedEvent;
import dev.ephyra.api.operator.EventLog.Missing;
import dev.ephyra.api.operator.EventLog.Page;
import dev.ephyra.api.operator.EventLog.Range;
import dev.ephyra.api.operator.EventQuery;
import dev.ephyra.journal.Journal;
import dev.ephyra.journal.JournalCursor;
import dev.ephyra.journal.JournalException;
import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.record.Cursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads pages of the log in order. Thread-safe; reads the disk, so it is called where that may block. */
final class EventScan {
    /** Records looked at for one page: 15 MB of disk and about 50 ms, then others have their turn. */
    static final int MOST_RECORDS = 50_000;
    /** Characters of JSON of one page, after which it is full: peers' metadata may be large. */
    static final int MOST_CHARS = 1 << 20;

    private static final int BATCH = 512;
    /** Room loops append in parallel, so that a record may lie behind one that occurred a commit later. */
    private static final long DISORDER_MICROS = 10_000_000;

    private final Journal journal;
    private final EventReader reader;
    private final int mostChars;

    /** @param mostChars of JSON after which a page is full */
    EventScan(Journal journal, EventReader reader, int mostChars) {
        this.journal = journal;
        this.reader = reader;
        this.mostChars = mostChars;
    }

    /** Where a query starts, whether or not that is still kept. */
    private record Place(long offset, boolean recovered) {}

    Page page(EventQuery query, int max) throws JournalException {
        Place place = place(query.start());
        if (!place.recovered()) {
            Cursor head = reader.cursor(journal.durable());
            return new Page(List.of(), head, oldest(), false, Optional.empty(), false);
        }
        return new Scan(query, max, place.offset(), end(query.untilMicros())).run();
    }

    /** The records from a start to a time; empty if the start is of another log, or kept no more. */
    Optional<Range> range(EventQuery.Start start, OptionalLong untilMicros) throws JournalException {
        Place place = place(start);
        if (!place.recovered() || place.offset() < journal.oldest()) {
            return Optional.empty();
        }
        long to = untilMicros.isEmpty() ? journal.durable() : lastBefore(untilMicros.getAsLong());
        return Optional.of(new Range(place.offset(), Math.min(to, journal.durable())));
    }

    /** The last record that occurred before a time: some may lie behind one that occurred at it. */
    private long lastBefore(long micros) throws JournalException {
        long last = journal.offsetAt(micros) - 1;
        long end = journal.offsetAt(micros + DISORDER_MICROS);
        JournalCursor cursor = journal.cursor(last + 1);
        while (cursor.position() < end) {
            try {
                for (JournalRecord record : cursor.poll(BATCH)) {
                    last = record.occurredAtMicros() < micros ? record.offset() : last;
                }
            } catch (JournalException unreadable) {
                switch (unreadable.kind()) {
                    // Who is sent the range is told of what cannot be read in it.
                    case CORRUPT, EXPIRED -> cursor.seek(unreadable.toOffset() + 1);
                    case LOCKED, NEWER_FORMAT, UNUSABLE -> throw unreadable;
                }
            }
        }
        return last;
    }

    Cursor oldest() {
        return reader.cursor(journal.oldest() - 1);
    }

    private Place place(EventQuery.Start start) throws JournalException {
        return switch (start) {
            case EventQuery.Start.Oldest() -> new Place(journal.oldest(), true);
            case EventQuery.Start.Head() -> new Place(journal.durable() + 1, true);
            case EventQuery.Start.Since(long micros) -> new Place(journal.offsetAt(micros), true);
            case EventQuery.Start.After(Cursor cursor) -> {
                boolean recovered = reader.isOfThisLog(cursor) && cursor.offset() <= journal.durable();
                yield new Place(cursor.offset() + 1, recovered);
            }
        };
    }

    /** The offset at which nothing more can match. */
    private long end(OptionalLong untilMicros) throws JournalException {
        return untilMicros.isEmpty() ? Long.MAX_VALUE : journal.offsetAt(untilMicros.getAsLong() + DISORDER_MICROS);
    }

    /** One page being read. */
    private final class Scan {
        private final EventQuery query;
        private final int max;
        private final long end;
        private final JournalCursor cursor;
        private final List<LoggedEvent> events = new ArrayList<>();
        private long lastRead;
        private int records;
        private int chars;
        private @Nullable Missing missing;

        Scan(EventQuery query, int max, long from, long end) {
            this.query = query;
            this.max = max;
            this.end = end;
            this.cursor = journal.cursor(from);
            this.lastRead = from - 1;
            // The cursor says what is kept, for retention may be quicker than any look before it.
            if (cursor.position() > from) {
                lost(from, cursor.position() - 1);
            }
        }

        Page run() throws JournalException {
            boolean goesOn = true;
            while (goesOn && !isFull() && lastRead + 1 < end) {
                goesOn = step();
            }
            boolean more = lastRead < journal.durable() && lastRead + 1 < end;
            return new Page(events, reader.cursor(lastRead), oldest(), true, Optional.ofNullable(missing), more);
        }

        /** Whether there may be more for this page. */
        private boolean step() throws JournalException {
            try {
                List<JournalRecord> next = cursor.poll(Math.min(BATCH, MOST_RECORDS - records));
                next.forEach(this::take);
                return !next.isEmpty();
            } catch (JournalException unreadable) {
                return switch (unreadable.kind()) {
                    case CORRUPT, EXPIRED -> {
                        // What is missing is said before what follows it, so a page has one hole, at its start.
                        boolean first = events.isEmpty() && missing == null;
                        if (first) {
                            cursor.seek(unreadable.toOffset() + 1);
                            lost(lastRead + 1, cursor.position() - 1);
                        }
                        yield first;
                    }
                    case LOCKED, NEWER_FORMAT, UNUSABLE -> throw unreadable;
                };
            }
        }

        private void lost(long from, long to) {
            missing = new Missing(reader.cursor(from - 1), reader.cursor(to), to - from + 1);
            lastRead = to;
        }

        private void take(JournalRecord record) {
            if (isFull() || record.offset() >= end) {
                return;
            }
            records++;
            lastRead = record.offset();
            reader.read(record, query).ifPresent(event -> {
                events.add(event);
                chars += event.json().length();
            });
        }

        private boolean isFull() {
            return events.size() >= max || records >= MOST_RECORDS || chars >= mostChars;
        }
    }
}
