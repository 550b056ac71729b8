package dev.ephyra.component.rtsp;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Brings packets back into their order. A hole is waited for as long as what is behind it is young and little. Owned by one
 * thread; times are monotonic nanoseconds.
 */
final class ReorderBuffer {
    /** Packets behind a hole: 100 ms of good video. */
    static final int MAX_WAITING = 64;

    /** So many of them of a network's size; few of what a camera sends in one datagram that is cut into fragments of IP. */
    static final int MAX_WAITING_BYTES = 128 * 1024;

    /** A camera's packets overtake each other by less on any network that can be watched. */
    static final long LONGEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** What a packet says of itself. */
    record Packet(int sequenceNumber, int timestamp, boolean marker, byte[] payload, long arrivalNanos) {}

    private final TreeMap<Long, Packet> waiting = new TreeMap<>();
    private long next = -1;
    private int waitingBytes;

    /** Takes a packet; one that comes a second time, or too late, is dropped. */
    void add(Packet packet) {
        if (next < 0) {
            next = packet.sequenceNumber() + (1L << 16);
        }
        long sequence = next + (short) (packet.sequenceNumber() - (int) next);
        if (sequence - next > MAX_WAITING * 4 || next - sequence > MAX_WAITING * 4) {
            // The camera has begun anew.
            clear();
            next = packet.sequenceNumber() + (1L << 16);
            sequence = next;
        }
        if (sequence >= next && waiting.putIfAbsent(sequence, packet) == null) {
            waitingBytes += packet.payload().length;
        }
    }

    /** Whether something waits for what it overtook. */
    boolean isWaiting() {
        return !waiting.isEmpty();
    }

    /** Another source begins, whose numbers have nothing to do with those before. */
    void restart() {
        clear();
        next = -1;
    }

    private void clear() {
        waiting.clear();
        waitingBytes = 0;
    }

    /** The next packet in order, if it is there or not waited for any longer. */
    Optional<Packet> poll(long nowNanos) {
        Map.Entry<Long, Packet> first = waiting.firstEntry();
        if (first == null) {
            return Optional.empty();
        }
        boolean isDue = first.getKey() == next
                || waiting.size() > MAX_WAITING
                || waitingBytes > MAX_WAITING_BYTES
                || nowNanos - first.getValue().arrivalNanos() >= LONGEST_WAIT_NANOS;
        if (!isDue) {
            return Optional.empty();
        }
        next = first.getKey() + 1;
        waiting.remove(first.getKey());
        waitingBytes -= first.getValue().payload().length;
        return Optional.of(first.getValue());
    }
}
