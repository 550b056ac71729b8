package dev.ephyra.server.events;

import dev.ephyra.api.operator.EventLog;
import dev.ephyra.api.operator.EventQuery;
import dev.ephyra.journal.Journal;
import dev.ephyra.journal.JournalException;
import dev.ephyra.notify.record.Cursor;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log over the journal: each question is answered on a thread that may wait for the disk. Thread-safe. */
final class JournalEvents implements EventLog {
    private static final Logger LOG = LoggerFactory.getLogger(JournalEvents.class);

    private final Journal journal;
    private final EventReader reader;
    private final EventScan scan;
    private final RoomScan rooms;
    private final EventWaiters waiters;
    private final Executor readers;
    private final LongSupplier nanoClock;

    /**
     * @param readers runs reads of the disk; may refuse
     * @param nanoClock monotonic, the one that {@code waiters} are told the time of
     */
    JournalEvents(Journal journal, EventReader reader, EventWaiters waiters, Executor readers, LongSupplier nanoClock) {
        this.journal = journal;
        this.reader = reader;
        this.scan = new EventScan(journal, reader);
        this.rooms = new RoomScan(journal, reader);
        this.waiters = waiters;
        this.readers = readers;
        this.nanoClock = nanoClock;
    }

    /** A question to the disk. */
    @FunctionalInterface
    private interface Read<T> {
        Answer<T> read() throws JournalException;
    }

    @Override
    public CompletionStage<Answer<Page>> page(EventQuery query, int max, long waitMillis, CompletionStage<Void> gone) {
        return page(
                query, max, nanoClock.getAsLong() + TimeUnit.MILLISECONDS.toNanos(waitMillis), gone, waitMillis > 0);
    }

    private CompletionStage<Answer<Page>> page(
            EventQuery query, int max, long deadlineNanos, CompletionStage<Void> gone, boolean waits) {
        CompletionStage<Answer<Page>> read = ask(() -> new Answer.Found<>(scan.page(query, max)));
        if (!waits) {
            return read;
        }
        return read.thenCompose(answer -> answer instanceof Answer.Found<Page>(Page page) && isNothing(page)
                ? await(query, page, max, deadlineNanos, gone)
                : CompletableFuture.completedFuture(answer));
    }

    private static boolean isNothing(Page page) {
        return page.events().isEmpty() && page.recovered() && page.missing().isEmpty() && !page.more();
    }

    private CompletionStage<Answer<Page>> await(
            EventQuery query, Page empty, int max, long deadlineNanos, CompletionStage<Void> gone) {
        Optional<CompletionStage<OptionalLong>> woken =
                waiters.await(empty.next().offset() + 1, query, deadlineNanos, gone);
        if (woken.isEmpty()) {
            return CompletableFuture.completedFuture(
                    new Answer.Unavailable<>("Too many requests wait for events; try again later"));
        }
        return woken.get().thenCompose(from -> {
            if (from.isEmpty()) {
                return CompletableFuture.completedFuture(new Answer.Found<>(empty));
            }
            EventQuery rest = query.after(reader.cursor(from.getAsLong() - 1));
            return page(rest, max, deadlineNanos, gone, true);
        });
    }

    @Override
    public CompletionStage<Answer<Page>> ofRoom(String room, Optional<UUID> epoch, Optional<Cursor> after, int max) {
        return ask(() -> rooms.page(room, epoch, after, max)
                .<Answer<Page>>map(Answer.Found::new)
                .orElseGet(Answer.Unknown::new));
    }

    @Override
    public CompletionStage<Answer<LoggedEvent>> find(UUID eventId) {
        return ask(() -> journal.find(eventId)
                .flatMap(reader::read)
                .<Answer<LoggedEvent>>map(Answer.Found::new)
                .orElseGet(Answer.Unknown::new));
    }

    @Override
    public CompletionStage<Answer<Range>> range(EventQuery.Start start, OptionalLong untilMicros) {
        return ask(() -> scan.range(start, untilMicros)
                .<Answer<Range>>map(Answer.Found::new)
                .orElseGet(Answer.Unknown::new));
    }

    private <T> CompletionStage<Answer<T>> ask(Read<T> question) {
        try {
            return CompletableFuture.supplyAsync(() -> read(question), readers);
        } catch (RejectedExecutionException tooMany) {
            return CompletableFuture.completedFuture(
                    new Answer.Unavailable<>("Too many requests read events; try again later"));
        }
    }

    private static <T> Answer<T> read(Read<T> question) {
        try {
            return question.read();
        } catch (JournalException unreadable) {
            LOG.warn("Events cannot be read: {}", unreadable.getMessage());
            return new Answer.Unavailable<>("The log cannot be read now: " + unreadable.getMessage());
        }
    }
}
