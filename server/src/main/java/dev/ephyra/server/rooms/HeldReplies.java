package dev.ephyra.server.rooms;

import java.util.ArrayDeque;

/**
 * Replies that wait until the journal is durable up to what they tell of. Owned by one room loop.
 *
 * <p>Kept in the order of arrival. A reply may wait for one that arrived before it and tells of a later record; that
 * costs at most one commit and keeps this a queue.
 */
final class HeldReplies {
    /** Told whether it may go out. */
    interface Reply {
        void release();

        /** The journal did not become durable in time. */
        void expire();
    }

    private record Held(long offset, long deadlineNanos, Reply reply) {}

    // Bounded by the loop's mailbox: every held reply came from a counted request.
    private final ArrayDeque<Held> held = new ArrayDeque<>();

    /** Sends {@code reply} now if {@code offset} is durable and nothing is held before it, else keeps it. */
    void hold(long offset, long durable, long deadlineNanos, Reply reply) {
        if (offset <= durable) {
            reply.release();
        } else {
            held.add(new Held(offset, deadlineNanos, reply));
        }
    }

    /** Releases what {@code durable} covers. */
    void release(long durable) {
        for (Held next = held.peek(); next != null && next.offset <= durable; next = held.peek()) {
            held.poll();
            next.reply.release();
        }
    }

    /** Gives up on replies whose deadline has passed. */
    void expire(long nowNanos) {
        for (Held next = held.peek(); next != null && next.deadlineNanos - nowNanos <= 0; next = held.peek()) {
            held.poll();
            next.reply.expire();
        }
    }

    int size() {
        return held.size();
    }
}
