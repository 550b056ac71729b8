package dev.ephyra.server.rooms;

import dev.ephyra.room.RoomId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** When each room wants to be woken: at most one entry for each room of the loop. Owned by one room loop. */
final class RoomTimers {
    private record Timer(long deadlineNanos, RoomId room) {}

    private final Map<RoomId, Timer> timers = new HashMap<>();

    // By difference, because that clock may start anywhere and wrap.
    private final TreeSet<Timer> byDeadline =
            new TreeSet<>(((Comparator<Timer>) (left, right) -> Long.signum(left.deadlineNanos - right.deadlineNanos))
                    .thenComparing(timer -> timer.room.value()));

    /** Wakes {@code room} at {@code deadlineNanos}, and no longer when it wanted before. */
    void schedule(RoomId room, long deadlineNanos) {
        Timer before = timers.get(room);
        if (before == null || before.deadlineNanos != deadlineNanos) {
            cancel(room);
            Timer timer = new Timer(deadlineNanos, room);
            timers.put(room, timer);
            byDeadline.add(timer);
        }
    }

    /** Does not wake {@code room}. */
    void cancel(RoomId room) {
        Timer timer = timers.remove(room);
        if (timer != null) {
            byDeadline.remove(timer);
        }
    }

    /** The room of a deadline that has passed, taken off; null if there is none. */
    @Nullable
    RoomId pollDue(long nowNanos) {
        if (byDeadline.isEmpty() || byDeadline.first().deadlineNanos - nowNanos > 0) {
            return null;
        }
        RoomId due = byDeadline.first().room;
        cancel(due);
        return due;
    }

    /** How long until the first deadline, at most {@code most}. */
    long nanosToNext(long nowNanos, long most) {
        return byDeadline.isEmpty() ? most : Math.clamp(byDeadline.first().deadlineNanos - nowNanos, 0, most);
    }

    int size() {
        return timers.size();
    }
}
