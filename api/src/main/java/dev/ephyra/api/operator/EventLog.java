package dev.ephyra.api.operator;

import dev.ephyra.notify.record.Cursor;
import dev.ephyra.notify.record.EventType;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** The journal as the API reads it. Thread-safe; never blocks; stages complete on any thread. */
public interface EventLog {
    /**
     * One event.
     *
     * @param cursor just behind it
     * @param json the object that the API shows
     */
    record LoggedEvent(Cursor cursor, EventType type, String json) {}

    /** Records that are not kept any more, or cannot be read: those after {@code after} up to and with {@code upTo}. */
    record Missing(Cursor after, Cursor upTo, long records) {}

    /**
     * Some events in the order of the log.
     *
     * @param next what follows this page follows this cursor
     * @param oldest what is still kept follows this cursor
     * @param recovered false if the cursor asked for is none of this log: then there are no events, and {@code next} is
     *     the head
     * @param missing what is missing before the first event of this page
     * @param more whether there is more to read already
     */
    record Page(
            List<LoggedEvent> events,
            Cursor next,
            Cursor oldest,
            boolean recovered,
            Optional<Missing> missing,
            boolean more) {}

    /** Offsets in the log, both inclusive; empty if {@code to} is before {@code from}. */
    record Range(long from, long to) {}

    /** What came of a question. */
    sealed interface Answer<T> {
        record Found<T>(T value) implements Answer<T> {}

        /** There is no such thing. */
        record Unknown<T>() implements Answer<T> {}

        /** The disk, or too many questions at once: ask again later. */
        record Unavailable<T>(String why) implements Answer<T> {}
    }

    /**
     * The events that match, from where the query starts. A page may be empty although there is more.
     *
     * @param max most events of the page
     * @param waitMillis how long to wait for an event if there is none; then an empty page is the answer
     * @param gone completed when nobody waits any more
     */
    CompletionStage<Answer<Page>> page(EventQuery query, int max, long waitMillis, CompletionStage<Void> gone);

    /**
     * The history of a room's id, one life after another, oldest first; unknown if the log knows none of it.
     *
     * @param epoch only this life
     */
    CompletionStage<Answer<Page>> ofRoom(String room, Optional<UUID> epoch, Optional<Cursor> after, int max);

    CompletionStage<Answer<LoggedEvent>> find(UUID eventId);

    /** Where the records lie that a replay is asked for; unknown if what follows the start is not kept, or is of another log. */
    CompletionStage<Answer<Range>> range(EventQuery.Start start, OptionalLong untilMicros);
}
