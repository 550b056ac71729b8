package dev.ephyra.journal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Where batches get their offsets and wait for the committing thread. Any thread appends, with one
 * compare-and-set; one thread drains. Not bounded by itself: facts must be taken, and {@link JournalHealth}
 * turns requests away.
 */
final class AppendQueue {
    private final AtomicReference<Node> tail;
    private Node drained;

    AppendQueue(long nextOffset) {
        drained = new Node(List.of(), new byte[0], 0);
        drained.firstOffset = nextOffset;
        tail = new AtomicReference<>(drained);
    }

    /** Answers the offset of the batch's last record. */
    long append(List<Draft> batch, byte[] frame, long nowNanos) {
        Node node = new Node(batch, frame, nowNanos);
        Node last;
        do {
            last = tail.getAcquire();
            node.follow(last);
        } while (!tail.compareAndSet(last, node));
        return node.nextOffset() - 1;
    }

    /**
     * Asked after the committing thread has said that it sleeps: a full volatile read, so that it and an
     * appender that looks for a sleeper cannot both miss each other.
     */
    boolean hasMore() {
        return tail.get() != drained;
    }

    /**
     * Adds what was appended since the last call to {@code target}, in order. Only the committing thread
     * calls this.
     */
    void drainTo(Deque<Node> target) {
        Node last = tail.getAcquire();
        Deque<Node> reversed = new ArrayDeque<>();
        for (Node node = last; node != null && node != drained; node = node.previous) {
            reversed.push(node);
        }
        for (Node node : reversed) {
            // Without this a chain of everything ever appended would stay reachable.
            node.previous = null;
            target.add(node);
        }
        drained = last;
    }

    /** Bytes of all batches ever appended. */
    long appendedBytes() {
        return tail.getAcquire().totalBytes;
    }

    /**
     * One batch. Immutable once appended, but for the head of its frame, which the committing thread fills
     * in.
     */
    static final class Node {
        private final List<Draft> drafts;
        private final byte[] frame;
        private final long appendedNanos;
        private long firstOffset;
        private long totalBytes;
        private @Nullable Node previous;

        private Node(List<Draft> drafts, byte[] frame, long appendedNanos) {
            this.drafts = drafts;
            this.frame = frame;
            this.appendedNanos = appendedNanos;
        }

        private void follow(Node last) {
            previous = last;
            firstOffset = last.nextOffset();
            totalBytes = last.totalBytes + frame.length;
        }

        List<Draft> drafts() {
            return drafts;
        }

        /** The drafts with their offsets. */
        List<JournalRecord> records() {
            List<JournalRecord> records = new ArrayList<>(drafts.size());
            long offset = firstOffset;
            for (Draft draft : drafts) {
                records.add(new JournalRecord(
                        offset++,
                        draft.room(),
                        draft.roomEpoch(),
                        draft.roomSeq(),
                        draft.eventId(),
                        draft.occurredAtMicros(),
                        draft.lifecycle(),
                        draft.event(),
                        draft.notification()));
            }
            return records;
        }

        byte[] frame() {
            return frame;
        }

        long appendedNanos() {
            return appendedNanos;
        }

        long firstOffset() {
            return firstOffset;
        }

        long nextOffset() {
            return firstOffset + drafts.size();
        }

        long totalBytes() {
            return totalBytes;
        }
    }
}
