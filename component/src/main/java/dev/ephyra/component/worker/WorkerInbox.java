package dev.ephyra.component.worker;

import dev.ephyra.component.ComponentSubscriber;
import dev.ephyra.component.TrackCodec;
import dev.ephyra.component.worker.protocol.ToWorker;
import dev.ephyra.room.TrackId;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What waits for a worker to read it. The media thread puts in, the writer of the worker's input takes out, and nobody waits
 * for a slow worker: packets and clocks that find no place are dropped and counted. Thread-safe.
 */
final class WorkerInbox implements ComponentSubscriber {
    /** With their clocks: a third of a second of a room that sends 6,000 a second; of 1.5 kB each, 3 MB. */
    static final int MAX_PACKETS = 2_048;

    /** Of tracks that began and ended: some hundred bytes each. A worker that lets so many wait reads nothing. */
    static final int MAX_NOTICES = 4_096;

    private final BlockingQueue<ToWorker> waiting = new LinkedBlockingQueue<>();
    private final AtomicInteger packets = new AtomicInteger();
    private final AtomicInteger notices = new AtomicInteger();
    private final AtomicLong dropped = new AtomicLong();
    private final Map<TrackId, Integer> numbers = new ConcurrentHashMap<>();
    private final Map<Integer, TrackId> tracks = new ConcurrentHashMap<>();
    private final AtomicInteger lastNumber = new AtomicInteger();
    private volatile boolean hasOverflowed;
    private volatile boolean isStopped;

    @Override
    public void trackAdded(TrackId track, TrackCodec codec) {
        if (numbers.containsKey(track)) {
            return;
        }
        int number = lastNumber.incrementAndGet();
        numbers.put(track, number);
        tracks.put(number, track);
        tell(new ToWorker.TrackAdded(number, track.value(), codec));
    }

    @Override
    public void trackRemoved(TrackId track) {
        Integer number = numbers.remove(track);
        if (number != null) {
            tracks.remove(number);
            tell(new ToWorker.TrackRemoved(number));
        }
    }

    @Override
    public void packet(
            TrackId track, byte[] payload, int offset, int length, long sequence, int timestamp, boolean marker) {
        Integer number = numbers.get(track);
        if (number != null && takePlace()) {
            byte[] copy = Arrays.copyOfRange(payload, offset, offset + length);
            waiting.add(new ToWorker.Packet(number, sequence, timestamp, marker, copy));
        }
    }

    @Override
    public void clock(TrackId track, long unixNanos, int timestamp) {
        Integer number = numbers.get(track);
        if (number != null && takePlace()) {
            waiting.add(new ToWorker.Clock(number, unixNanos, timestamp));
        }
    }

    /** Whether there is one for a packet or a clock. */
    private boolean takePlace() {
        if (isStopped) {
            return false;
        }
        if (packets.get() >= MAX_PACKETS) {
            dropped.incrementAndGet();
            return false;
        }
        packets.incrementAndGet();
        return true;
    }

    private void tell(ToWorker notice) {
        if (notices.incrementAndGet() > MAX_NOTICES) {
            hasOverflowed = true;
        } else if (!isStopped) {
            waiting.add(notice);
        }
    }

    /** Puts the last message before everything that waits. */
    void stop() {
        isStopped = true;
        waiting.clear();
        waiting.add(new ToWorker.Stop());
    }

    /** The next message; waits for it. For the writer of the worker's input. */
    ToWorker take() throws InterruptedException {
        ToWorker next = waiting.take();
        switch (next) {
            case ToWorker.Packet _, ToWorker.Clock _ -> packets.decrementAndGet();
            case ToWorker.TrackAdded _, ToWorker.TrackRemoved _ -> notices.decrementAndGet();
            case ToWorker.Stop _ -> {}
        }
        return next;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Whether something was lost that must not be. */
    boolean hasOverflowed() {
        return hasOverflowed;
    }

    /** Packets and clocks that the worker was too slow for. */
    long dropped() {
        return dropped.get();
    }

    /** The track that the worker knows by a number; empty if there is none any more. */
    Optional<TrackId> track(int number) {
        return Optional.ofNullable(tracks.get(number));
    }
}
