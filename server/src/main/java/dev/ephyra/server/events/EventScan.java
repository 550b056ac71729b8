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

    EventScan(Journal journal, EventReader reader) {
        this.journal = journal;
        this.reader = reader;
    }

    /** Where a query starts. {@code lost} is what of it is not kept any more. */
    private record Place(long offset, boolean recovered, long lost) {}

    Page page(EventQuery query, int max) throws JournalException {
        Place place = place(query.start());
        if (!place.recovered()) {
            Cursor head = reader.cursor(journal.durable());
            return new Page(List.of(), head, oldest(), false, Optional.empty(), false);
        }
        Scan scan = new Scan(query, max, place.offset(), end(query.untilMicros()));
        if (place.lost() > 0) {
            scan.lost(place.offset() - place.lost(), place.offset() - 1);
        }
        return scan.run();
    }

    /** The records from a start to a time; empty if the start is of another log. */
    Optional<Range> range(EventQuery.Start start, OptionalLong untilMicros) throws JournalException {
        Place place = place(start);
        if (!place.recovered()) {
            return Optional.empty();
        }
        long to = untilMicros.isEmpty() ? journal.durable() : journal.offsetAt(untilMicros.getAsLong()) - 1;
        return Optional.of(new Range(place.offset(), Math.min(to, journal.durable())));
    }

    Cursor oldest() {
        return reader.cursor(journal.oldest() - 1);
    }

    private Place place(EventQuery.Start start) throws JournalException {
        return switch (start) {
            case EventQuery.Start.Oldest() -> new Place(journal.oldest(), true, 0);
            case EventQuery.Start.Head() -> new Place(journal.durable() + 1, true, 0);
            case EventQuery.Start.Since(long micros) -> new Place(journal.offsetAt(micros), true, 0);
            case EventQuery.Start.After(Cursor cursor) -> {
                boolean recovered = reader.isOfThisLog(cursor) && cursor.offset() <= journal.durable();
                long offset = Math.max(cursor.offset() + 1, journal.oldest());
                yield new Place(offset, recovered, offset - cursor.offset() - 1);
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
                            lost(Math.max(unreadable.fromOffset(), lastRead + 1), unreadable.toOffset());
                            cursor.seek(unreadable.toOffset() + 1);
                        }
                        yield first;
                    }
                    case LOCKED, NEWER_FORMAT, UNUSABLE -> throw unreadable;
                };
            }
        }

        void lost(long from, long to) {
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
            return events.size() >= max || records >= MOST_RECORDS || chars >= MOST_CHARS;
        }
    }
}
