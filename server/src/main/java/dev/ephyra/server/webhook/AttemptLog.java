package dev.ephyra.server.webhook;

import dev.ephyra.notify.endpoint.Deliveries.Attempt;
import dev.ephyra.server.store.StoreChange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * The latest attempts. Those that were taken are only remembered, those that failed are written too, as far as the disk
 * should bear it. Owned by the dispatcher's context.
 */
final class AttemptLog {
    /** 150 B each: 1.5 MB. */
    static final int MAX_TAKEN = 10_000;

    // Breakers let few through, so only an outage of thousands of URLs comes near; then 4 KiB each are 800 KB/s.
    private static final int MAX_WRITTEN_PER_SECOND = 200;
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** An attempt and the events of {@code roomEpoch} that it carried. */
    record Entry(UUID roomEpoch, long fromSeq, long toSeq, Attempt attempt) {
        private boolean carried(UUID epoch, long seq) {
            return roomEpoch.equals(epoch) && fromSeq <= seq && seq <= toSeq;
        }
    }

    private final ArrayDeque<Entry> taken = new ArrayDeque<>();
    private long windowNanos;
    private int writtenInWindow;
    private long unwritten;

    /** Remembers an attempt; what is to be written of it, if anything. */
    Optional<StoreChange> add(Entry entry, long nowNanos) {
        if (entry.attempt().failure().isEmpty()) {
            if (taken.size() >= MAX_TAKEN) {
                taken.removeFirst();
            }
            taken.addLast(entry);
            return Optional.empty();
        }
        if (nowNanos - windowNanos >= SECOND_NANOS) {
            windowNanos = nowNanos;
            writtenInWindow = 0;
        }
        if (writtenInWindow >= MAX_WRITTEN_PER_SECOND) {
            unwritten++;
            return Optional.empty();
        }
        writtenInWindow++;
        return Optional.of(
                new StoreChange.AttemptFailed(entry.roomEpoch(), entry.fromSeq(), entry.toSeq(), entry.attempt()));
    }

    /** Failed attempts that were not kept, since the start. */
    long unwritten() {
        return unwritten;
    }

    /** The latest that an endpoint took, newest first. */
    List<Attempt> takenBy(String endpointId, int max) {
        List<Attempt> found = new ArrayList<>();
        Iterator<Entry> newestFirst = taken.descendingIterator();
        while (newestFirst.hasNext() && found.size() < max) {
            Attempt attempt = newestFirst.next().attempt();
            if (attempt.endpointId().equals(endpointId)) {
                found.add(attempt);
            }
        }
        return found;
    }

    /** Those that were taken and carried one event, oldest first. */
    List<Attempt> takenOf(UUID roomEpoch, long roomSeq) {
        return taken.stream()
                .filter(entry -> entry.carried(roomEpoch, roomSeq))
                .map(Entry::attempt)
                .toList();
    }
}
