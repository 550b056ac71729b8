package dev.ephyra.journal;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Deletes the oldest segments, whole, when they are too old or too large together. What is still undelivered
 * stays, with an alert, until the hard limit: then it goes too, with another one. Applied by the committing
 * thread; any thread says what it needs.
 */
final class Retention {
    private final Disk disk;
    private final SegmentCatalog catalog;
    private final LogWriter writer;
    private final Alerts alerts;
    private final long maxBytes;
    private final long hardBytes;
    private final long maxAgeMicros;

    /** Nothing is deleted before someone has said what is delivered. */
    private final AtomicLong keepFrom = new AtomicLong();

    /** Out of the catalog, and still on disk because that did not let us delete them. */
    private final Deque<Segment> forgotten = new ArrayDeque<>();

    private final AtomicLong forgottenBytes = new AtomicLong();
    private volatile String failure = "";
    /** A backup reads files that must stay meanwhile. */
    private final AtomicInteger holds = new AtomicInteger();

    private volatile boolean blocked;
    private volatile boolean full;
    private volatile boolean due;

    Retention(Disk disk, SegmentCatalog catalog, LogWriter writer, JournalOptions options, Alerts alerts) {
        this.disk = disk;
        this.catalog = catalog;
        this.writer = writer;
        this.alerts = alerts;
        this.maxBytes = options.retentionBytes();
        this.hardBytes = options.retentionHardBytes();
        this.maxAgeMicros =
                TimeUnit.MILLISECONDS.toMicros(options.retentionAge().toMillis());
    }

    /**
     * Whether it became possible to delete something that had to be kept; the committing thread should look.
     */
    boolean keepFrom(long offset) {
        keepFrom.accumulateAndGet(offset, Math::max);
        if (blocked || full) {
            due = true;
        }
        return due;
    }

    void hold() {
        holds.incrementAndGet();
    }

    void release() {
        holds.decrementAndGet();
    }

    boolean isDue() {
        return due;
    }

    RetentionState state() {
        return new RetentionState(bytes(), maxBytes, hardBytes, blocked, keepFrom.get());
    }

    /** Whether the log may grow no more: nothing can be deleted, or nobody has said yet what may be. */
    boolean isFull() {
        return full;
    }

    String why() {
        return "the journal has " + bytes() + " bytes of at most " + maxBytes + ", and records from " + keepFrom.get()
                + " on are undelivered" + failure;
    }

    long bytes() {
        long bytes = writer.allocatedEnd() + forgottenBytes.get();
        for (Segment segment : catalog.list()) {
            bytes += segment == catalog.active() ? 0 : segment.endPosition();
        }
        return bytes;
    }

    /**
     * Deletes what may go. What cannot be deleted now is tried again at the next call; commits must not wait
     * for it.
     */
    void apply(long epochMicros) {
        if (holds.get() > 0) {
            return;
        }
        due = false;
        boolean needed = blocked && catalog.list().size() > 1;
        // Looked at before each deletion: who holds sees what is in the catalog then, and that stays.
        while (holds.get() == 0 && deleteForgotten() && catalog.list().size() > 1) {
            Segment first = catalog.list().getFirst();
            boolean beyond = isBeyond(first, maxBytes, epochMicros - maxAgeMicros);
            needed = beyond && first.nextOffset() > keepFrom.get();
            if (!beyond || (needed && !expires(first, epochMicros))) {
                break;
            }
            needed = false;
            // Out of the catalog first: a reader that finds the file gone then finds its offset expired.
            catalog.removeFirst();
            forgotten.add(first);
            forgottenBytes.addAndGet(first.endPosition());
        }
        boolean nobodySaid = needed && keepFrom.get() == 0;
        full = (holds.get() == 0 && !forgotten.isEmpty() && bytes() > maxBytes) || (nobodySaid && bytes() > hardBytes);
        if (blocked && !needed) {
            blocked = false;
            alerts.tell(new JournalAlert.RetentionFreed());
        }
    }

    private boolean isBeyond(Segment segment, long bytes, long occurredAtMicros) {
        return bytes() > bytes || segment.lastOccurredAtMicros() < occurredAtMicros;
    }

    /** Whether what is needed has to go; never before an alert, and with another one. */
    private boolean expires(Segment needed, long epochMicros) {
        long from = keepFrom.get();
        if (from == 0) {
            // A start: whoever delivers has not looked yet.
            return false;
        }
        if (!blocked) {
            blocked = true;
            alerts.tell(new JournalAlert.RetentionBlocked(Math.max(from, needed.baseOffset()), bytes()));
        }
        boolean expires = isBeyond(needed, hardBytes, epochMicros - 2 * maxAgeMicros);
        if (expires) {
            alerts.tell(new JournalAlert.Expired(Math.max(from, needed.baseOffset()), needed.nextOffset() - 1));
        }
        return expires;
    }

    /**
     * Deletes files oldest first: one that could not be deleted comes back with the next start, and would
     * have a hole behind it if a younger one had gone before it.
     */
    private boolean deleteForgotten() {
        try {
            for (Segment segment = forgotten.peek(); segment != null; segment = forgotten.peek()) {
                segment.file().close();
                disk.delete(segment.name());
                disk.delete(SealedIndex.fileName(segment.baseOffset()));
                disk.forceDirectory();
                forgotten.remove();
                forgottenBytes.addAndGet(-segment.endPosition());
            }
            failure = "";
        } catch (IOException e) {
            failure = "; deleting fails: " + e.getMessage();
        }
        return forgotten.isEmpty();
    }
}
