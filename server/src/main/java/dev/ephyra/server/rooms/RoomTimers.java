package dev.ephyra.server.rooms;

import dev.ephyra.room.RoomId;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * When each room wants to be woken. Owned by one room loop.
 *
 * <p>An entry is not removed when its room changes its mind; it is stale when it comes up. Bounded: a room enters a new
 * entry only for an earlier deadline than the one it waits for, or after that one came up.
 */
final class RoomTimers {
    private record Timer(long deadlineNanos, RoomId room) {}

    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>((left, right) -> Long.signum(left.deadlineNanos - right.deadlineNanos));

    void schedule(RoomId room, long deadlineNanos) {
        timers.add(new Timer(deadlineNanos, room));
    }

    /** The room of a deadline that has passed, taken off; null if there is none. */
    @Nullable
    RoomId pollDue(long nowNanos) {
        Timer first = timers.peek();
        if (first == null || first.deadlineNanos - nowNanos > 0) {
            return null;
        }
        timers.poll();
        return first.room;
    }

    /** How long until the first deadline, at most {@code most}. */
    long nanosToNext(long nowNanos, long most) {
        Timer first = timers.peek();
        return first == null ? most : Math.clamp(first.deadlineNanos - nowNanos, 0, most);
    }
}
