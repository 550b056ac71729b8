package dev.ephyra.journal;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Deletes the oldest segments, whole, when they are too old or too large together, but never what is still undelivered.
 * Applied by the committing thread; any thread says what it needs.
 */
final class Retention {
    private final Disk disk;
    private final SegmentCatalog catalog;
    private final LogWriter writer;
    private final long maxBytes;
    private final long maxAgeMicros;

    /** Nothing is deleted before someone has said what is delivered. */
    private final AtomicLong keepFrom = new AtomicLong();

    /** Out of the catalog, and still on disk because that did not let us delete them. */
    private final Deque<Segment> forgotten = new ArrayDeque<>();

    private final AtomicLong forgottenBytes = new AtomicLong();
    private volatile String failure = "";
    private volatile boolean blocked;
    private volatile boolean due;

    Retention(Disk disk, SegmentCatalog catalog, LogWriter writer, JournalOptions options) {
        this.disk = disk;
        this.catalog = catalog;
        this.writer = writer;
        this.maxBytes = options.retentionBytes();
        this.maxAgeMicros =
                TimeUnit.MILLISECONDS.toMicros(options.retentionAge().toMillis());
    }

    /** Whether it became possible to delete something that had to be kept; the committing thread should look. */
    boolean keepFrom(long offset) {
        keepFrom.accumulateAndGet(offset, Math::max);
        if (blocked) {
            due = true;
        }
        return due;
    }

    boolean isDue() {
        return due;
    }

    /** Whether the log is larger than it may be only because of what is undelivered. */
    boolean isBlocked() {
        return blocked;
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

    /** Deletes what may go. What cannot be deleted now is tried again at the next call; commits must not wait for it. */
    void apply(long epochMicros) {
        due = false;
        boolean undelivered = false;
        while (deleteForgotten() && catalog.list().size() > 1 && !undelivered) {
            Segment first = catalog.list().getFirst();
            boolean large = bytes() > maxBytes;
            boolean old = first.lastOccurredAtMicros() < epochMicros - maxAgeMicros;
            if (!large && !old) {
                break;
            }
            undelivered = first.nextOffset() > keepFrom.get();
            if (!undelivered) {
                // Out of the catalog first: a reader that finds the file gone then finds its offset expired.
                catalog.removeFirst();
                forgotten.add(first);
                forgottenBytes.addAndGet(first.endPosition());
            }
        }
        boolean stuck = undelivered || !forgotten.isEmpty();
        blocked = stuck && bytes() > maxBytes;
    }

    /**
     * Deletes files oldest first: one that could not be deleted comes back with the next start, and would have a hole behind
     * it if a younger one had gone before it.
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
