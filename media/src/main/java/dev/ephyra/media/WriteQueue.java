package dev.ephyra.media;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written to one TCP connection. Bounded, because a client that reads slowly must cost others nothing:
 * what finds no room is media, which may be lost. Any thread offers; the TURN thread takes and closes. Lock-free.
 */
final class WriteQueue {
    /** Media: 100 packets, 400 ms of 2.5 Mbit/s; later they would be of no use. */
    static final int MAX_BYTES = 128 << 10;

    /** Answers, which a TCP client asks for once: all that one can want between two reads. */
    static final int MAX_BYTES_WITH_ANSWERS = MAX_BYTES + (16 << 10);

    /** Of all connections together: 512 that are full. */
    static final long MAX_BYTES_OF_ALL = 64L << 20;

    /** What an entry takes beside its bytes. */
    private static final int ENTRY_BYTES = 64;

    /** What waits. */
    sealed interface Waiting {
        byte[] bytes();

        /** Of the TURN server: a whole message. */
        record Answer(byte[] bytes) implements Waiting {}

        /** Of a connection's media: to be wrapped. */
        record Media(byte[] bytes, TcpPath path) implements Waiting {}
    }

    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger bytes = new AtomicInteger();
    private final AtomicLong bytesOfAll;
    private volatile boolean isClosed;

    /** @param bytesOfAll what waits on all connections */
    WriteQueue(AtomicLong bytesOfAll) {
        this.bytesOfAll = bytesOfAll;
    }

    /** False if there is no room, or nobody to write it any more. */
    boolean offer(Waiting next) {
        int size = sizeOf(next);
        int most = switch (next) {
            case Waiting.Answer _ -> MAX_BYTES_WITH_ANSWERS;
            case Waiting.Media _ -> MAX_BYTES;
        };
        if (isClosed || !reserve(size, most)) {
            return false;
        }
        waiting.add(next);
        if (isClosed) {
            // It may have come after the last one was taken out: nobody else would.
            clear();
        }
        return true;
    }

    private boolean reserve(int size, int most) {
        boolean hasRoom = bytes.addAndGet(size) <= most && bytesOfAll.get() + size <= MAX_BYTES_OF_ALL;
        if (hasRoom) {
            bytesOfAll.addAndGet(size);
        } else {
            bytes.addAndGet(-size);
        }
        return hasRoom;
    }

    /** The next one, or null if nothing waits. */
    @Nullable
    Waiting poll() {
        Waiting next = waiting.poll();
        if (next != null) {
            bytes.addAndGet(-sizeOf(next));
            bytesOfAll.addAndGet(-sizeOf(next));
        }
        return next;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Nothing is taken from now on. */
    void close() {
        isClosed = true;
        clear();
    }

    private void clear() {
        Waiting left = poll();
        while (left != null) {
            left = poll();
        }
    }

    private static int sizeOf(Waiting entry) {
        return entry.bytes().length + ENTRY_BYTES;
    }
}
