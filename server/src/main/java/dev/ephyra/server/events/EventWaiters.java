package dev.ephyra.server.events;

import dev.ephyra.api.operator.EventQuery;
import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.record.EventFacts;
import dev.ephyra.notify.record.EventType;
import dev.ephyra.server.pump.RecordSink;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Who waits for events that are not there yet. Waiters come on any thread and leave on the pump's, which looks at all of them
 * for each batch: the limit bounds that work as well. Thread-safe.
 */
final class EventWaiters implements RecordSink {
    private final int limit;
    private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();
    private final AtomicInteger count = new AtomicInteger();
    private volatile long handedOut;
    private volatile boolean ended;

    /** @param limit most that wait at once; 50 ns each for a batch that nobody wants, so 1,000 cost 50 us */
    EventWaiters(int limit) {
        this.limit = limit;
    }

    /** One that waits. Thread-safe. */
    final class Waiter {
        private final long from;
        private final EventQuery query;
        private final long deadlineNanos;
        private final CompletableFuture<OptionalLong> woken = new CompletableFuture<>();

        private Waiter(long from, EventQuery query, long deadlineNanos) {
            this.from = from;
            this.query = query;
            this.deadlineNanos = deadlineNanos;
        }

        /** The offset to read from; nothing when the time is up or nobody waits any more. */
        CompletionStage<OptionalLong> woken() {
            return woken;
        }

        /** Nobody waits any more. */
        void cancel() {
            wake(this, OptionalLong.empty());
        }
    }

    /**
     * Waits for a record that is asked for.
     *
     * @param from the offset of the first record that it has not seen
     * @return empty if too many wait
     */
    Optional<Waiter> await(long from, EventQuery query, long deadlineNanos) {
        if (count.incrementAndGet() > limit) {
            count.decrementAndGet();
            return Optional.empty();
        }
        Waiter waiter = new Waiter(from, query, deadlineNanos);
        waiters.add(waiter);
        // The pump may have come by between the reading and this: then it did not see the waiter.
        if (handedOut >= from) {
            wake(waiter, OptionalLong.of(from));
        } else if (ended) {
            wake(waiter, OptionalLong.empty());
        }
        return Optional.of(waiter);
    }

    private void wake(Waiter waiter, OptionalLong from) {
        if (waiters.remove(waiter)) {
            count.decrementAndGet();
            waiter.woken.complete(from);
        }
    }

    @Override
    public void onRecords(List<JournalRecord> records) {
        handedOut = records.getLast().offset();
        if (waiters.isEmpty()) {
            return;
        }
        long first = records.getFirst().offset();
        Batch batch = Batch.of(records);
        for (Waiter waiter : waiters) {
            if (handedOut >= waiter.from && batch.mayHold(waiter.query)) {
                wake(waiter, OptionalLong.of(Math.max(first, waiter.from)));
            }
        }
    }

    /** Everyone may have waited for what is lost: they read on at the loss, and find it. */
    @Override
    public void onLost(long from, long to) {
        handedOut = to;
        for (Waiter waiter : waiters) {
            if (to >= waiter.from) {
                wake(waiter, OptionalLong.of(Math.max(from, waiter.from)));
            }
        }
    }

    /** What a batch is about, as a whole: who is woken for nothing reads and waits again. */
    private record Batch(Set<String> rooms, Set<EventType> types) {
        static Batch of(List<JournalRecord> records) {
            Set<String> rooms = new HashSet<>();
            Set<EventType> types = EnumSet.noneOf(EventType.class);
            for (JournalRecord record : records) {
                if (record.notification().length > 0) {
                    rooms.add(record.room());
                    type(record).ifPresent(types::add);
                }
            }
            return new Batch(rooms, types);
        }

        private static Optional<EventType> type(JournalRecord record) {
            try {
                return Optional.of(EventFacts.of(record).type());
            } catch (IllegalArgumentException ofAnotherVersion) {
                return Optional.empty();
            }
        }

        boolean mayHold(EventQuery query) {
            return !types.isEmpty()
                    && (query.room().isEmpty() || rooms.contains(query.room().get()))
                    && (query.types().isEmpty() || query.types().stream().anyMatch(types::contains));
        }
    }

    /** Deadlines are looked at here, so they are late by up to a second. */
    @Override
    public void onTime(long nowNanos) {
        for (Waiter waiter : waiters) {
            if (nowNanos - waiter.deadlineNanos >= 0) {
                wake(waiter, OptionalLong.empty());
            }
        }
    }

    /** From now on nobody waits. */
    void end() {
        ended = true;
        waiters.forEach(waiter -> wake(waiter, OptionalLong.empty()));
    }

    /** How many wait now. */
    int waiting() {
        return count.get();
    }
}
