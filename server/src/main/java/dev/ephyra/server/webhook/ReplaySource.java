package dev.ephyra.server.webhook;

import dev.ephyra.journal.Journal;
import dev.ephyra.journal.JournalCursor;
import dev.ephyra.journal.JournalException;
import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.endpoint.Deliveries.Replay;
import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.lane.Item;
import dev.ephyra.notify.record.EventFacts;
import dev.ephyra.server.store.DeadLetterRow;
import dev.ephyra.server.store.PositionWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a replay has its events from. Owned by the dispatcher's context; its answers come on other threads. */
sealed interface ReplaySource {
    /** A read of 512 records of about 300 B. */
    int RECORDS_AT_ONCE = 512;

    /**
     * Events of a replay.
     *
     * @param place the offset of the event, or the id of its dead letter
     */
    record Event(long place, Item item) {}

    /**
     * What was found.
     *
     * @param nextPlace where to go on
     * @param isEnd nothing comes after it
     */
    record Page(List<Event> events, long nextPlace, boolean isEnd) {}

    /** What comes at or after {@code place}. */
    CompletionStage<Page> next(Endpoint endpoint, long place);

    /** Out of the journal. */
    record OfJournal(Journal journal, JournalReader reader, Replay replay) implements ReplaySource {
        private static final Logger LOG = LoggerFactory.getLogger(OfJournal.class);

        @Override
        public CompletionStage<Page> next(Endpoint endpoint, long place) {
            return reader.read(() -> page(endpoint, place));
        }

        private Page page(Endpoint endpoint, long place) throws JournalException {
            JournalCursor cursor = journal.cursor(place);
            if (cursor.position() > place) {
                long kept = cursor.position();
                LOG.warn("A replay leaves out records {} to {}: retention has passed them", place, kept - 1);
                return new Page(List.of(), kept, kept > replay.toOffset());
            }
            List<JournalRecord> records;
            try {
                records = cursor.poll(RECORDS_AT_ONCE);
            } catch (JournalException unreadable) {
                if (unreadable.toOffset() < place) {
                    throw unreadable;
                }
                LOG.warn(
                        "A replay leaves out records {} to {}: {}",
                        place,
                        unreadable.toOffset(),
                        unreadable.getMessage());
                return new Page(List.of(), unreadable.toOffset() + 1, unreadable.toOffset() >= replay.toOffset());
            }
            List<Event> events = new ArrayList<>();
            for (JournalRecord record : records) {
                if (record.offset() <= replay.toOffset()) {
                    item(endpoint, record).ifPresent(item -> events.add(new Event(record.offset(), item)));
                }
            }
            return new Page(events, cursor.position(), records.isEmpty() || cursor.position() > replay.toOffset());
        }

        private Optional<Item> item(Endpoint endpoint, JournalRecord record) {
            if (record.roomSeq() == 0
                    || !(replay.room().isEmpty() || replay.room().equals(record.room()))) {
                return Optional.empty();
            }
            return ReplaySource.item(record)
                    .filter(item -> endpoint.filter().wants(record.room(), item.facts())
                            && !item.facts().endpointId().equals(endpoint.id()));
        }
    }

    /** What was given up before. */
    record OfDeadLetters(PositionWriter writer, Replay replay) implements ReplaySource {
        @Override
        public CompletionStage<Page> next(Endpoint endpoint, long place) {
            return writer.ask(
                    store -> page(store.deadLetters(Optional.of(endpoint.id()), place - 1, RECORDS_AT_ONCE), place));
        }

        private Page page(List<DeadLetterRow> rows, long place) {
            List<Event> events = new ArrayList<>();
            long next = place;
            for (DeadLetterRow row : rows) {
                next = row.letter().id() + 1;
                if (isWanted(row)) {
                    ReplaySource.item(row.event())
                            .ifPresent(item -> events.add(new Event(row.letter().id(), item)));
                }
            }
            return new Page(events, next, rows.size() < RECORDS_AT_ONCE);
        }

        private boolean isWanted(DeadLetterRow row) {
            long offset = row.event().offset();
            boolean inRange = offset >= replay.fromOffset() && offset <= replay.toOffset();
            return inRange
                    && (replay.room().isEmpty()
                            || replay.room().equals(row.letter().room()));
        }
    }

    /** A receiver gets replays beside what it gets in order, so there is none before it. */
    static Optional<Item> item(JournalRecord record) {
        try {
            return Optional.of(new Item(record, EventFacts.of(record), 0));
        } catch (IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }
}
