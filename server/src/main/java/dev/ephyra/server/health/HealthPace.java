package dev.ephyra.server.health;

import dev.ephyra.notify.record.ServerEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * Keeps what the server says of itself few, however much happens: beyond {@link #MAX_PER_SECOND} what is said of one
 * subject is joined to one event, by {@link Joining}, until it is its turn. Times are monotonic nanoseconds. Owned by
 * {@link ServerEventLog}.
 */
final class HealthPace {
    /** At 300 B each 30 KB/s of journal, when everything fails at once; a second's worth may come together. */
    static final int MAX_PER_SECOND = 100;

    /** Subjects that wait: three for each of 3,000 endpoints, at 1 KB 10 MB. */
    static final int MAX_PENDING = 10_000;

    /** So many wait before rooms are told apart no more; the rest is for other subjects. */
    static final int MAX_PENDING_BY_ROOM = 5_000;

    private static final long NANOS_PER_EVENT = 1_000_000_000L / MAX_PER_SECOND;

    private final SequencedMap<Joining.Subject, ServerEvent> pending = new LinkedHashMap<>();
    private final List<ServerEvent> ready = new ArrayList<>();
    private long tokens = MAX_PER_SECOND;
    private long refilledNanos;

    HealthPace(long nowNanos) {
        refilledNanos = nowNanos;
    }

    /** Takes {@code event}; false if there is no room even for one more subject. */
    boolean offer(ServerEvent event, long nowNanos) {
        refill(nowNanos);
        if (pending.isEmpty() && tokens > 0 && ready.size() < MAX_PER_SECOND) {
            tokens--;
            ready.add(event);
            return true;
        }
        Joining.Subject subject = Joining.Subject.of(event);
        if (pending.size() >= MAX_PENDING_BY_ROOM && !pending.containsKey(subject)) {
            subject = subject.ofAllRooms();
        }
        if (pending.size() >= MAX_PENDING && !pending.containsKey(subject)) {
            return false;
        }
        pending.merge(subject, event, Joining::join);
        return true;
    }

    /** Takes out what may be said now, in order. */
    List<ServerEvent> poll(long nowNanos) {
        refill(nowNanos);
        while (tokens > 0 && !pending.isEmpty()) {
            tokens--;
            ready.add(pending.pollFirstEntry().getValue());
        }
        return drain();
    }

    /** Takes out everything, whatever the pace: there will be no later. */
    List<ServerEvent> flush() {
        ready.addAll(pending.values());
        pending.clear();
        return drain();
    }

    /** How long until {@link #poll} has something, at most {@code mostNanos}. */
    long nanosToNext(long mostNanos) {
        if (!ready.isEmpty()) {
            return 0;
        }
        return pending.isEmpty() ? mostNanos : Math.min(mostNanos, NANOS_PER_EVENT);
    }

    private List<ServerEvent> drain() {
        List<ServerEvent> drained = List.copyOf(ready);
        ready.clear();
        return drained;
    }

    private void refill(long nowNanos) {
        long added = (nowNanos - refilledNanos) / NANOS_PER_EVENT;
        if (added > 0) {
            tokens = Math.min(MAX_PER_SECOND, tokens + added);
            refilledNanos += added * NANOS_PER_EVENT;
        }
    }
}
