package dev.ephyra.sdk.notifier;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * What is to be handled and in which order: of one room one after the other, of several rooms at the same time, and work of no
 * room alone. Sans-IO; bounded by what its session takes. Owned by whoever holds the lock of its loop.
 */
final class RoomLanes {
    private final Map<String, Lane> lanes = new HashMap<>();
    private final ArrayDeque<Work> ready = new ArrayDeque<>();
    private final ArrayDeque<Work> held = new ArrayDeque<>();
    private final PriorityQueue<Paused> paused = new PriorityQueue<>(Comparator.comparingLong(Paused::untilNanos));
    private int unfinished;
    private boolean alone;

    /** What waits for the first of its room, which is ready, running or paused. */
    private static final class Lane {
        final ArrayDeque<Work> waiting = new ArrayDeque<>();
    }

    private record Paused(Work work, long untilNanos) {}

    /** Takes work, after all before. */
    void add(Work work) {
        held.add(work);
        release();
    }

    /** The next call to make now; null if there is none. */
    @Nullable
    Work next() {
        return ready.poll();
    }

    /** How many calls could be made now, at the same time. */
    int readyCount() {
        return ready.size();
    }

    /** A call was made. Whether its step is done by that. */
    boolean called(Work work, Dispatcher.Outcome outcome, long nowNanos) {
        if (outcome == Dispatcher.Outcome.FAILED) {
            again(work, nowNanos + Dispatcher.pauseNanos(work.attempt()));
            return false;
        }
        finished(work);
        return work.doneByReturning || outcome == Dispatcher.Outcome.GIVEN_UP;
    }

    /** The call was made and need not be made again. */
    void finished(Work work) {
        unfinished--;
        if (work.room.isEmpty()) {
            alone = false;
        } else {
            String room = work.room.get();
            Lane lane = lanes.get(room);
            Work next = lane == null ? null : lane.waiting.poll();
            if (next == null) {
                lanes.remove(room);
            } else {
                ready.add(next);
            }
        }
        release();
    }

    /** The call is to be made again then; what waits for it waits on. */
    void again(Work work, long atNanos) {
        work.failed();
        paused.add(new Paused(work, atNanos));
    }

    /** Time passed. */
    void onTime(long nowNanos) {
        while (!paused.isEmpty() && paused.peek().untilNanos() <= nowNanos) {
            ready.add(paused.remove().work());
        }
    }

    /** When {@link #onTime} has something to do. */
    OptionalLong nextDeadlineNanos() {
        Paused first = paused.peek();
        return first == null ? OptionalLong.empty() : OptionalLong.of(first.untilNanos());
    }

    /** Forgets everything that does not run. */
    void clear() {
        lanes.clear();
        ready.clear();
        held.clear();
        paused.clear();
    }

    private void release() {
        while (!alone && !held.isEmpty()) {
            Optional<String> room = held.element().room;
            if (room.isPresent()) {
                admit(room.get(), held.remove());
            } else if (unfinished == 0) {
                alone = true;
                unfinished++;
                ready.add(held.remove());
            } else {
                return;
            }
        }
    }

    private void admit(String room, Work work) {
        unfinished++;
        Lane lane = lanes.get(room);
        if (lane == null) {
            lanes.put(room, new Lane());
            ready.add(work);
        } else {
            lane.waiting.add(work);
        }
    }
}
