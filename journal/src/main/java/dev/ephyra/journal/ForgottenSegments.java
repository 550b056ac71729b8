package dev.ephyra.journal;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Segments that are out of the catalog and not yet off the disk. Owned by the committing thread; figures are for any.
 * Bounded by the log.
 */
final class ForgottenSegments {
    private final Disk disk;
    private final Deque<Segment> segments = new ArrayDeque<>();
    private final AtomicLong bytes = new AtomicLong();
    private volatile String failure = "";

    ForgottenSegments(Disk disk) {
        this.disk = disk;
    }

    void add(Segment segment) {
        segments.add(segment);
        bytes.addAndGet(segment.endPosition());
    }

    boolean isEmpty() {
        return segments.isEmpty();
    }

    /** What they still take on disk. */
    long bytes() {
        return bytes.get();
    }

    /** Why they cannot be deleted; empty if they can. */
    String failure() {
        return failure;
    }

    /**
     * Deletes files oldest first: one that could not be deleted comes back with the next start, and would
     * have a hole behind it if a younger one had gone before it. Answers whether none is left.
     */
    boolean delete() {
        try {
            for (Segment segment = segments.peek(); segment != null; segment = segments.peek()) {
                segment.file().close();
                disk.delete(segment.name());
                disk.delete(SealedIndex.fileName(segment.baseOffset()));
                disk.forceDirectory();
                segments.remove();
                bytes.addAndGet(-segment.endPosition());
            }
            failure = "";
        } catch (IOException e) {
            failure = "; deleting fails: " + e.getMessage();
        }
        return segments.isEmpty();
    }
}
