package dev.ephyra.media;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams that other media threads have for one: those of its connections that came in by another socket, and those
 * that only it can send. A ring of buffers, so that nothing is allocated for a datagram, and without a lock. Any thread
 * puts in; the thread it leads to takes out.
 */
final class HandOverQueue {
    /** 80 ms of 25,000 datagrams a second; 2 KiB each: 4 MiB. A power of two. */
    static final int MAX_WAITING = 1 << 11;

    /** A place of the ring. What is in it belongs to the producer until it is published, then to the consumer. */
    static final class Datagram {
        final byte[] bytes = new byte[MediaSocket.MAX_DATAGRAM_BYTES];
        private int length;
        private @Nullable MediaPath path;
        private @Nullable HostedConnection connection;
        private long readNanos;

        int length() {
            return length;
        }

        /** Whose it is; null if it is to be sent. */
        @Nullable
        HostedConnection connection() {
            return connection;
        }

        /** Where it comes from, or is to be sent. */
        MediaPath path() {
            if (path == null) {
                throw new IllegalStateException("an empty place");
            }
            return path;
        }

        /** When it was read from its socket, or was to be sent. */
        long readNanos() {
            return readNanos;
        }
    }

    private final Datagram[] ring;

    /** Of each place: the number of the datagram that may be put there, or that number plus one once it is there. */
    private final AtomicLongArray turns;

    private final AtomicLong next = new AtomicLong();
    private long taken;

    /** @param places for how many datagrams; a power of two from 2 to {@link #MAX_WAITING} */
    HandOverQueue(int places) {
        if (places < 2 || places > MAX_WAITING || Integer.bitCount(places) != 1) {
            throw new IllegalArgumentException("no ring has " + places + " places");
        }
        ring = new Datagram[places];
        turns = new AtomicLongArray(places);
        for (int i = 0; i < places; i++) {
            ring[i] = new Datagram();
            turns.set(i, i);
        }
    }

    /**
     * Copies a datagram into the queue. Any thread.
     *
     * @param connection whose it is; null if it is to be sent to {@code path}
     * @return false if the queue is full, or the datagram longer than any of ours
     */
    boolean offer(
            @Nullable HostedConnection connection,
            MediaPath path,
            byte[] buffer,
            int offset,
            int length,
            long nowNanos) {
        if (length > MediaSocket.MAX_DATAGRAM_BYTES) {
            return false;
        }
        long number = next.get();
        while (true) {
            long turn = turns.get(place(number));
            if (turn == number && next.compareAndSet(number, number + 1)) {
                fill(ring[place(number)], connection, path, buffer, offset, length, nowNanos);
                // Also orders it before the look at whether the other thread sleeps.
                turns.set(place(number), number + 1);
                return true;
            }
            if (turn < number) {
                return false;
            }
            number = next.get();
        }
    }

    private static void fill(
            Datagram place,
            @Nullable HostedConnection connection,
            MediaPath path,
            byte[] buffer,
            int offset,
            int length,
            long nowNanos) {
        System.arraycopy(buffer, offset, place.bytes, 0, length);
        place.length = length;
        place.path = path;
        place.connection = connection;
        place.readNanos = nowNanos;
    }

    /** The oldest, to be worked off in place; null if there is none. Only the thread it leads to. */
    @Nullable
    Datagram peek() {
        return isEmpty() ? null : ring[place(taken)];
    }

    /** The one of {@link #peek} is worked off, and its place free again. */
    void release() {
        Datagram place = ring[place(taken)];
        place.path = null;
        place.connection = null;
        turns.set(place(taken), taken + ring.length);
        taken++;
    }

    /** Whether nothing is there to be taken. Only the thread it leads to. */
    boolean isEmpty() {
        return turns.get(place(taken)) != taken + 1;
    }

    private int place(long number) {
        return (int) number & (ring.length - 1);
    }
}
