package dev.ephyra.server.events;

import dev.ephyra.api.operator.EventLog;
import dev.ephyra.api.operator.EventQuery;
import dev.ephyra.journal.Journal;
import dev.ephyra.journal.JournalException;
import dev.ephyra.notify.record.Cursor;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
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
     * @param scan reads its pages
     * @param readers runs reads of the disk; may refuse
     * @param nanoClock monotonic, the one that {@code waiters} are told the time of
     */
    JournalEvents(
            Journal journal,
            EventReader reader,
            EventScan scan,
            EventWaiters waiters,
            Executor readers,
            LongSupplier nanoClock) {
        this.journal = journal;
        this.reader = reader;
        this.scan = scan;
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
        if (waitMillis == 0) {
            return read(query, max);
        }
        Poll poll = new Poll(max, nanoClock.getAsLong() + TimeUnit.MILLISECONDS.toNanos(waitMillis));
        gone.thenRun(poll::cancel);
        return poll.run(query);
    }

    private CompletionStage<Answer<Page>> read(EventQuery query, int max) {
        return ask(() -> new Answer.Found<>(scan.page(query, max)));
    }

    /** One request that reads and waits in turns until there is something to say. Thread-safe. */
    private final class Poll {
        private final int max;
        private final long deadlineNanos;
        private volatile boolean gone;
        private volatile EventWaiters.@Nullable Waiter waiter;

        Poll(int max, long deadlineNanos) {
            this.max = max;
            this.deadlineNanos = deadlineNanos;
        }

        CompletionStage<Answer<Page>> run(EventQuery query) {
            return read(query, max)
                    .thenCompose(answer -> answer instanceof Answer.Found<Page>(Page page) && isNothing(page)
                            ? await(query, page)
                            : CompletableFuture.completedFuture(answer));
        }

        private CompletionStage<Answer<Page>> await(EventQuery query, Page empty) {
            Optional<EventWaiters.Waiter> waiting = waiters.await(empty.next().offset() + 1, query, deadlineNanos);
            if (waiting.isEmpty()) {
                return CompletableFuture.completedFuture(
                        new Answer.Unavailable<>("Too many requests wait for events; try again later"));
            }
            waiter = waiting.get();
            if (gone) {
                waiting.get().cancel();
            }
            return waiting.get()
                    .woken()
                    .thenCompose(from -> from.isEmpty()
                            ? CompletableFuture.completedFuture(new Answer.Found<>(empty))
                            : run(query.after(reader.cursor(from.getAsLong() - 1))));
        }

        void cancel() {
            gone = true;
            EventWaiters.Waiter current = waiter;
            if (current != null) {
                current.cancel();
            }
        }
    }

    private static boolean isNothing(Page page) {
        return page.events().isEmpty() && page.recovered() && page.missing().isEmpty() && !page.more();
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
        } catch (JournalException | UncheckedIOException unreadable) {
            LOG.warn("Events cannot be read: {}", unreadable.getMessage());
            return new Answer.Unavailable<>("The log cannot be read now: " + unreadable.getMessage());
        }
    }
}
