package dev.ephyra.journal;

import java.util.concurrent.atomic.AtomicLong;

/** Counts what the committing thread does. Written by it, read by any. Times are nanoseconds. */
final class CommitFigures {
    private final AtomicLong commits = new AtomicLong();
    private final AtomicLong failedCommits = new AtomicLong();
    private final AtomicLong batches = new AtomicLong();
    private final AtomicLong nanosTotal = new AtomicLong();
    private final AtomicLong nanosMax = new AtomicLong();

    void durable(long appendToDurableNanos) {
        batches.setRelease(batches.getPlain() + 1);
        nanosTotal.setRelease(nanosTotal.getPlain() + appendToDurableNanos);
        if (appendToDurableNanos > nanosMax.get()) {
            nanosMax.set(appendToDurableNanos);
        }
    }

    void committed() {
        commits.incrementAndGet();
    }

    void failed() {
        failedCommits.incrementAndGet();
    }

    /** Takes the maximum with it: the next one is of the time since. */
    JournalStatistics statistics(long bytes, int segments, long queuedBytes) {
        return new JournalStatistics(
                bytes,
                segments,
                queuedBytes,
                commits.get(),
                failedCommits.get(),
                nanosTotal.get(),
                nanosMax.getAndSet(0),
                batches.get());
    }
}
