package dev.ephyra.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes what is queued durable, one force for everything that queued during the last one, without waiting for
 * more. Owned by the committing thread, which calls {@link #turn}; some figures are read by any.
 *
 * <p>A commit that fails is tried again with the same bytes at the same place, after 50 ms and then twice as
 * long each time, until it succeeds. Nothing is dropped.
 */
final class Committer {
    private static final long FIRST_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LAST_RETRY_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** After this long without a commit the tail gets its note: rare enough to cost nothing under load. */
    private static final long NOTE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long RETENTION_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final AppendQueue queue;
    private final LogWriter writer;
    private final Retention retention;
    private final RecentRecords recent;
    private final JournalClock clock;
    private final int commitBytes;
    private final CommitFigures figures = new CommitFigures();
    private final List<Journal.DurableListener> listeners = new CopyOnWriteArrayList<>();
    private final Deque<AppendQueue.Node> ready = new ArrayDeque<>();
    private final List<AppendQueue.Node> group = new ArrayList<>();
    private ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
    private volatile long durable;
    private volatile long durableBytes;
    private volatile @Nullable String failure;
    private boolean broken;
    private long retryNanos;
    private long backoffNanos = FIRST_RETRY_NANOS;
    private long noteNanos;
    private long retentionNanos;
    private long noted;

    Committer(
            AppendQueue queue,
            LogWriter writer,
            Retention retention,
            RecentRecords recent,
            JournalClock clock,
            int commitBytes,
            long durable) {
        this.queue = queue;
        this.writer = writer;
        this.retention = retention;
        this.recent = recent;
        this.clock = clock;
        this.commitBytes = commitBytes;
        this.durable = durable;
        this.noteNanos = clock.nanos() + NOTE_NANOS;
        this.retentionNanos = clock.nanos();
    }

    /**
     * Does what there is to do once; answers when it wants to be called again if nothing is appended before.
     */
    long turn() {
        long now = clock.nanos();
        if (broken) {
            return now + LAST_RETRY_NANOS;
        }
        if (failure != null && retryNanos - now > 0) {
            return retryNanos;
        }
        try {
            return attempt(now);
        } catch (RuntimeException e) {
            // A containment point: a mistake in here must not end the thread in silence.
            breakOff(e);
            return now + LAST_RETRY_NANOS;
        }
    }

    private long attempt(long now) {
        try {
            boolean committed = commit();
            retain(now);
            long next = committed ? now : idle(now);
            failure = null;
            backoffNanos = FIRST_RETRY_NANOS;
            return next;
        } catch (IOException e) {
            fail(e);
            // Deleting needs no space, and may be what the next attempt waits for.
            retention.apply(clock.epochMicros(), now);
            return retryNanos;
        }
    }

    private void retain(long now) {
        if (retentionNanos - now <= 0 || retention.isDue()) {
            retention.apply(clock.epochMicros(), now);
            retentionNanos = now + RETENTION_NANOS;
        }
    }

    /**
     * Nothing more is written, since the indexes may not fit the file any more; the next start reads the file and knows.
     */
    private void breakOff(RuntimeException e) {
        broken = true;
        failure = "it broke and needs a restart of the server: " + e;
        report(e);
    }

    /** Whether it will never commit again. */
    boolean isBroken() {
        return broken;
    }

    /** Whether something waits for its commit. The committing thread asks before it sleeps. */
    boolean hasWork() {
        return !broken && failure == null && (!ready.isEmpty() || !group.isEmpty() || queue.hasMore());
    }

    boolean isDrained() {
        return ready.isEmpty() && group.isEmpty() && !queue.hasMore();
    }

    private boolean commit() throws IOException {
        queue.drainTo(ready);
        if (group.isEmpty()) {
            gather();
        }
        if (group.isEmpty()) {
            return false;
        }
        fill();
        writer.write(buffer);
        publish();
        return true;
    }

    /** Takes as many batches as go into one force and into the segment. */
    private void gather() throws IOException {
        AppendQueue.Node first = ready.peek();
        if (first == null) {
            return;
        }
        if (!writer.fits(first.frame().length)) {
            writer.roll();
            retentionNanos = clock.nanos();
        }
        long bytes = 0;
        for (AppendQueue.Node node = first; node != null; node = ready.peek()) {
            bytes += node.frame().length;
            boolean enough = !group.isEmpty() && bytes > commitBytes;
            if (enough || !writer.fits(bytes)) {
                return;
            }
            // A retry writes the same bytes again: while it fails, nothing more becomes durable.
            BatchHeader.place(ByteBuffer.wrap(node.frame()), node.firstOffset(), durable);
            group.add(node);
            ready.remove();
        }
    }

    private void fill() {
        int bytes = 0;
        for (AppendQueue.Node node : group) {
            bytes += node.frame().length;
        }
        if (buffer.capacity() < bytes) {
            buffer = ByteBuffer.allocateDirect(Integer.highestOneBit(bytes) * 2);
        }
        buffer.clear();
        for (AppendQueue.Node node : group) {
            buffer.put(node.frame());
        }
        buffer.flip();
    }

    private void publish() {
        long now = clock.nanos();
        List<JournalRecord> committed = new ArrayList<>();
        for (AppendQueue.Node node : group) {
            List<JournalRecord> records = node.records();
            writer.accept(records, node.frame().length);
            records.forEach(recent::add);
            committed.addAll(records);
            figures.durable(now - node.appendedNanos());
        }
        figures.committed();
        durableBytes = group.getLast().totalBytes();
        durable = group.getLast().nextOffset() - 1;
        group.clear();
        noteNanos = now + NOTE_NANOS;
        for (Journal.DurableListener listener : listeners) {
            tell(listener, List.copyOf(committed));
        }
    }

    /** A containment point: a listener that fails must not end the log. */
    private static void tell(Journal.DurableListener listener, List<JournalRecord> records) {
        try {
            listener.committed(records);
        } catch (RuntimeException e) {
            report(e);
        }
    }

    /** Says on the caller's thread that something of others broke. */
    static void report(RuntimeException e) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
    }

    private long idle(long now) throws IOException {
        writer.prepare();
        if (noted == durable) {
            return retentionNanos;
        }
        if (noteNanos - now > 0) {
            return noteNanos - retentionNanos < 0 ? noteNanos : retentionNanos;
        }
        writer.note(durable);
        noted = durable;
        return retentionNanos;
    }

    private void fail(IOException e) {
        writer.abandon();
        figures.failed();
        failure = String.valueOf(e.getMessage() == null ? e : e.getMessage());
        retryNanos = clock.nanos() + backoffNanos;
        backoffNanos = Math.min(2 * backoffNanos, LAST_RETRY_NANOS);
    }

    /** Leaves the tail with its note, when it is known that nothing more comes. */
    void close() {
        try {
            if (failure == null) {
                writer.note(durable);
            }
            writer.closeFile();
        } catch (IOException noteIsNotNeeded) {
            writer.abandon();
        }
    }

    void listen(Journal.DurableListener listener) {
        listeners.add(listener);
    }

    long durable() {
        return durable;
    }

    long queuedBytes() {
        return Math.max(0, queue.appendedBytes() - durableBytes);
    }

    @Nullable
    String failure() {
        return failure;
    }

    CommitFigures figures() {
        return figures;
    }
}
