package dev.ephyra.media;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ways from one media thread to the others. Owned by the thread it leads away from. */
final class Crossing {
    /**
     * The end of a way.
     *
     * @param queue what the thread works off
     * @param wake wakes the thread; quick, and safe to call from any thread
     */
    record End(HandOverQueue queue, Runnable wake) {}

    private final int from;
    private final List<End> ends;
    private long handedOver;
    private long lost;

    /**
     * @param from the number of the thread it leads away from, from 0
     * @param ends of all threads by their numbers; of a single one it may be empty
     */
    Crossing(int from, List<End> ends) {
        this.from = from;
        this.ends = List.copyOf(ends);
    }

    /** The number of this thread. */
    int from() {
        return from;
    }

    /** A datagram of another thread's connection came in here. */
    void received(HostedConnection connection, byte[] buffer, int offset, int length, MediaPath path, long readNanos) {
        put(connection.thread(), connection, buffer, offset, length, path, readNanos);
    }

    /** A datagram is for a client of another thread's relay. */
    void send(byte[] buffer, int offset, int length, RelayedPath path, long nowNanos) {
        put(path.thread(), null, buffer, offset, length, path, nowNanos);
    }

    private void put(
            int to,
            @Nullable HostedConnection connection,
            byte[] buffer,
            int offset,
            int length,
            MediaPath path,
            long nowNanos) {
        End end = ends.get(to);
        if (end.queue().offer(connection, path, buffer, offset, length, nowNanos)) {
            handedOver++;
            end.wake().run();
        } else {
            lost++;
        }
    }

    /** Datagrams that went to other threads. */
    long handedOver() {
        return handedOver;
    }

    /** Datagrams that had no room on their way and are dropped. */
    long lost() {
        return lost;
    }
}
