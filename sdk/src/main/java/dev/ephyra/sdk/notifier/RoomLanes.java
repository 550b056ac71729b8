package dev.ephyra.sdk.notifier;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * What is to be handled and in which order: of one room one after the other, of several rooms at the same time, and work of no
 * room alone. Sans-IO; bounded by what its session takes. Owned by whoever holds the lock of its loop.
 */
final class RoomLanes {
    /** The last work of each room that has any: what comes next is behind it. The first is ready, running or paused. */
    private final Map<String, Work> lastOfRoom = new HashMap<>();

    private final ArrayDeque<Work> ready = new ArrayDeque<>();
    private final ArrayDeque<Work> held = new ArrayDeque<>();
    private final PriorityQueue<Paused> paused = new PriorityQueue<>(Comparator.comparingLong(Paused::untilNanos));
    private int unfinished;
    private boolean alone;

    private record Paused(Work work, long untilNanos) {}

    /** Takes work, after all before. */
    void add(Work work) {
        if (work.room != null && held.isEmpty() && !alone) {
            admit(work.room, work);
        } else {
            held.add(work);
            release();
        }
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
        Work next = work.behind;
        work.behind = null;
        if (work.room == null) {
            alone = false;
        } else if (next == null) {
            lastOfRoom.remove(work.room);
        } else if (lastOfRoom.containsKey(work.room)) {
            ready.add(next);
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
    long nextDeadlineNanos() {
        Paused first = paused.peek();
        return first == null ? Deadlines.NEVER : first.untilNanos();
    }

    /** Forgets everything that does not run. */
    void clear() {
        lastOfRoom.clear();
        ready.clear();
        held.clear();
        paused.clear();
    }

    private void release() {
        while (!alone && !held.isEmpty()) {
            String room = held.element().room;
            if (room != null) {
                admit(room, held.remove());
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
        Work before = lastOfRoom.put(room, work);
        if (before == null) {
            ready.add(work);
        } else {
            before.behind = work;
        }
    }
}
