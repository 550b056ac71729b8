package dev.ephyra.media;

import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

/**
 * What came over TCP, on its way from the TURN thread to one media thread. Of the tasks of that thread it takes one place,
 * however much there is, so that a flood keeps no plan away. Lock-free.
 */
final class StreamInlet {
    /** 160 ms of 25,000 packets a second; 2 KB each at most: 8 MB. */
    static final int MAX_WAITING = 4_096;

    /** As many as the media thread reads of its socket in a row. */
    private static final int IN_A_ROW = 200;

    private record Arrived(byte[] bytes, TcpPath from, long readNanos) {}

    private final Predicate<MediaLoop.Task> media;
    private final TransitTimes transit;
    private final Queue<Arrived> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicBoolean isAnnounced = new AtomicBoolean();
    private final LongAdder lost = new LongAdder();

    /**
     * @param media takes what is to be done on the media thread, if there is room; must not block
     * @param transit of that thread, which alone writes it
     */
    StreamInlet(Predicate<MediaLoop.Task> media, TransitTimes transit) {
        this.media = media;
        this.transit = transit;
    }

    /** Hands a datagram over; the buffer is the caller's again. Without room it is lost, and counted. On the TURN thread. */
    void put(byte[] buffer, int offset, int length, TcpPath from, long nowNanos) {
        if (count.get() >= MAX_WAITING) {
            lost.increment();
            return;
        }
        count.incrementAndGet();
        waiting.add(new Arrived(Arrays.copyOfRange(buffer, offset, offset + length), from, nowNanos));
        announce();
    }

    private void announce() {
        if (isAnnounced.compareAndSet(false, true) && !media.test(this::take)) {
            // The next packet tries again.
            isAnnounced.set(false);
        }
    }

    /** On the media thread. */
    private void take(MediaLoop loop, long nowNanos) {
        isAnnounced.set(false);
        for (int taken = 0; taken < IN_A_ROW; taken++) {
            Arrived next = waiting.poll();
            if (next == null) {
                return;
            }
            count.decrementAndGet();
            loop.receive(next.bytes(), 0, next.bytes().length, next.from(), nowNanos);
            long insideNanos = System.nanoTime() - next.readNanos();
            if (loop.workedOff(insideNanos)) {
                transit.record(insideNanos);
            }
        }
        announce();
    }

    long lost() {
        return lost.sum();
    }
}
