package dev.ephyra.journal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Deletes the oldest segments, whole, when they are too old or too large together. Applied by the committing thread; any
 * thread says what it needs.
 *
 * <p>What becomes of the oldest segment:
 *
 * <pre>
 * within the limits                        stays
 * beyond a limit, all of it delivered      goes at once
 * beyond a limit, something undelivered    stays, {@code blocked}, with an alert when that begins
 *   and beyond a hard limit                goes, with another alert, when it has been blocked for the limit's grace
 * nobody has said what is delivered        stays; beyond the hard size the log is {@code full}
 * a backup holds                           stays
 * gone, and the disk does not delete it    out of the catalog; beyond the size the log is {@code full}
 * </pre>
 */
final class Retention {
    /** Whoever is behind has so long to try after the alert: age comes by the wall clock, which may jump by years. */
    private static final long AGE_GRACE_NANOS = TimeUnit.HOURS.toNanos(1);

    /** The disk counts here, and a start that waits for it has 30 s; a log that grows is blocked for longer anyway. */
    private static final long SIZE_GRACE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final SegmentCatalog catalog;
    private final LogWriter writer;
    private final Alerts alerts;
    private final long maxBytes;
    private final long hardBytes;
    private final long maxAgeMicros;

    /** Nothing is deleted before someone has said what is delivered. */
    private final AtomicLong keepFrom = new AtomicLong();

    private final ForgottenSegments forgotten;
    /** A backup reads files that must stay meanwhile. */
    private final AtomicInteger holds = new AtomicInteger();

    /** Something undelivered is beyond a limit. */
    private volatile boolean blocked;

    /** The log must not grow. */
    private volatile boolean full;

    /** Something new was said while it was blocked or full. */
    private volatile boolean due;

    private long blockedNanos;

    Retention(Disk disk, SegmentCatalog catalog, LogWriter writer, JournalOptions options, Alerts alerts) {
        this.forgotten = new ForgottenSegments(disk);
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
                + " on are undelivered" + forgotten.failure();
    }

    long bytes() {
        long bytes = writer.allocatedEnd() + forgotten.bytes();
        for (Segment segment : catalog.list()) {
            bytes += segment == catalog.active() ? 0 : segment.endPosition();
        }
        return bytes;
    }

    /**
     * Deletes what may go. What cannot be deleted now is tried again at the next call; commits must not wait
     * for it.
     *
     * @param epochMicros microseconds since 1970 UTC
     * @param nowNanos monotonic
     */
    void apply(long epochMicros, long nowNanos) {
        if (holds.get() > 0) {
            return;
        }
        due = false;
        boolean needed = blocked && catalog.list().size() > 1;
        // Looked at before each deletion: who holds sees what is in the catalog then, and that stays.
        while (holds.get() == 0 && forgotten.delete() && catalog.list().size() > 1) {
            Segment first = catalog.list().getFirst();
            boolean beyond = bytes() > maxBytes || isOlder(first, epochMicros, maxAgeMicros);
            needed = beyond && first.nextOffset() > keepFrom.get();
            if (!beyond || (needed && !expires(first, epochMicros, nowNanos))) {
                break;
            }
            needed = false;
            // Out of the catalog first: a reader that finds the file gone then finds its offset expired.
            catalog.removeFirst();
            forgotten.add(first);
        }
        boolean nobodySaid = needed && keepFrom.get() == 0;
        full = (holds.get() == 0 && !forgotten.isEmpty() && bytes() > maxBytes) || (nobodySaid && bytes() > hardBytes);
        if (blocked && !needed) {
            blocked = false;
            alerts.tell(new JournalAlert.RetentionFreed());
        }
    }

    private static boolean isOlder(Segment segment, long epochMicros, long ageMicros) {
        return segment.lastOccurredAtMicros() < epochMicros - ageMicros;
    }

    /** Whether what is needed has to go; never before an alert, and with another one. */
    private boolean expires(Segment needed, long epochMicros, long nowNanos) {
        long from = keepFrom.get();
        if (from == 0) {
            // A start: whoever delivers has not looked yet.
            return false;
        }
        if (!blocked) {
            blocked = true;
            blockedNanos = nowNanos;
            alerts.tell(new JournalAlert.RetentionBlocked(Math.max(from, needed.baseOffset()), bytes()));
        }
        long sinceNanos = nowNanos - blockedNanos;
        boolean expires = (bytes() > hardBytes && sinceNanos >= SIZE_GRACE_NANOS)
                || (isOlder(needed, epochMicros, 2 * maxAgeMicros) && sinceNanos >= AGE_GRACE_NANOS);
        if (expires) {
            alerts.tell(new JournalAlert.Expired(Math.max(from, needed.baseOffset()), needed.nextOffset() - 1));
        }
        return expires;
    }
}
