package dev.ephyra.media;

import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * When each connection is to be looked at next, so that one that waits for nothing costs nothing. On a grid of
 * {@link MediaThread#TICK_NANOS}: those of a tick share one wake of the thread. Owned by one media thread.
 */
final class Timetable {
    private final TreeSet<HostedConnection> entries = new TreeSet<>(Timetable::compare);

    /** Compared by their distance, as monotonic time may wrap. */
    private static int compare(HostedConnection one, HostedConnection other) {
        int sooner = Long.signum(one.dueNanos() - other.dueNanos());
        return sooner != 0 ? sooner : Long.compare(one.id().value(), other.id().value());
    }

    /** Looks at it at {@code dueNanos}, but after {@code nowNanos}; what was planned for it before is forgotten. */
    void plan(HostedConnection connection, long dueNanos, long nowNanos) {
        entries.remove(connection);
        connection.due(gridAfter(dueNanos - nowNanos > 0 ? dueNanos - 1 : nowNanos));
        entries.add(connection);
    }

    /** Looks at it with the next tick, if that is sooner than what was planned. */
    void planSoon(HostedConnection connection, long nowNanos) {
        // What is busy is planned for the next tick already, and takes no more than this comparison for a packet.
        if (connection.dueNanos() - nowNanos > MediaThread.TICK_NANOS) {
            plan(connection, nowNanos, nowNanos);
        }
    }

    private static long gridAfter(long nanos) {
        return (Math.floorDiv(nanos, MediaThread.TICK_NANOS) + 1) * MediaThread.TICK_NANOS;
    }

    void remove(HostedConnection connection) {
        entries.remove(connection);
    }

    /** One whose time has come, planned no more; null if there is none. */
    @Nullable
    HostedConnection pollDue(long nowNanos) {
        if (entries.isEmpty() || entries.first().dueNanos() - nowNanos > 0) {
            return null;
        }
        return entries.pollFirst();
    }

    /** How long until somebody is due, at least 0 and at most {@code mostNanos}. */
    long nanosToNext(long nowNanos, long mostNanos) {
        return entries.isEmpty() ? mostNanos : Math.clamp(entries.first().dueNanos() - nowNanos, 0, mostNanos);
    }
}
