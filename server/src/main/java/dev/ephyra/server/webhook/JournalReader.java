package dev.ephyra.server.webhook;

import dev.ephyra.journal.Journal;
import dev.ephyra.journal.JournalCursor;
import dev.ephyra.journal.JournalException;
import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.lane.Incarnation;
import dev.ephyra.notify.lane.LaneOutput;
import dev.ephyra.server.webhook.EndpointEvents.Cause;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the journal on a thread of its own, because the dispatcher's must not wait for a disk. */
final class JournalReader {
    private static final Logger LOG = LoggerFactory.getLogger(JournalReader.class);
    // 512 records of about 300 B: a read of 150 KB.
    private static final int SCAN_RECORDS = 512;
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Journal journal;
    private final JournalCursor cursor;
    private volatile long loggedNanos = System.nanoTime() - QUIET_NANOS;
    // Each lane asks once at a time, and the scan once: bounded by the lanes.
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("webhook-reader").factory());

    JournalReader(Journal journal) {
        this.journal = journal;
        this.cursor = journal.cursor(1);
    }

    /** What came of a lane's question. */
    sealed interface Found {
        /**
         * What there is.
         *
         * @param lost what is gone between where the lane is and {@code records}
         * @param asked so many as {@code records} if more may follow, else more
         */
        record Read(List<JournalRecord> records, Optional<Loss> lost, int asked) implements Found {}

        /** The disk fails: nobody knows what there is. */
        record Unreadable() implements Found {}
    }

    /** Events of a room that are gone, both ends included. */
    record Loss(long fromSeq, long toSeq, Cause cause) {}

    /** What a lane has asked for. */
    CompletionStage<Found> history(LaneOutput.ReadHistory asked) {
        return CompletableFuture.supplyAsync(() -> find(asked), thread).exceptionally(broken -> {
            unreadable(asked.lane().identity().incarnation(), broken);
            return new Found.Unreadable();
        });
    }

    /** Every lane says the same, and asks again soon. */
    private void unreadable(Incarnation incarnation, Throwable broken) {
        long nowNanos = System.nanoTime();
        if (nowNanos - loggedNanos >= QUIET_NANOS) {
            loggedNanos = nowNanos;
            LOG.error("The history of room {} cannot be read; its webhooks wait", incarnation.room(), broken);
        }
    }

    private Found find(LaneOutput.ReadHistory asked) {
        var incarnation = asked.lane().identity().incarnation();
        List<JournalRecord> records = journal.history(
                incarnation.room(), incarnation.epoch(), asked.afterSeq(), asked.afterOffset(), asked.max());
        boolean holed = records.isEmpty() || records.getFirst().roomSeq() != asked.afterSeq() + 1;
        Optional<Loss> lost = holed ? lossAfter(incarnation, asked.afterSeq(), asked.afterOffset()) : Optional.empty();
        lost.ifPresent(loss -> LOG.error("Of {} is lost: {}", incarnation, loss));
        // What is lost behind the last one is not to be passed over because the journal gives nothing more.
        boolean more = !records.isEmpty()
                && records.size() < asked.max()
                && lossAfter(
                                incarnation,
                                records.getLast().roomSeq(),
                                records.getLast().offset())
                        .isPresent();
        return new Found.Read(records, lost, more ? records.size() : asked.max());
    }

    private Optional<Loss> lossAfter(Incarnation incarnation, long afterSeq, long afterOffset) {
        OptionalLong through = journal.lostAfter(incarnation.room(), incarnation.epoch(), afterSeq, afterOffset);
        if (through.isEmpty()) {
            return Optional.empty();
        }
        // Where retention has passed the lane nobody can tell any more what was damaged before.
        Cause cause = journal.oldest() > afterOffset + 1 ? Cause.RETENTION : Cause.LOG_CORRUPTION;
        return Optional.of(new Loss(afterSeq + 1, through.getAsLong(), cause));
    }

    /** Runs something that reads the journal, on the reader's thread. */
    <T> CompletionStage<T> read(Question<T> question) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return question.call();
                    } catch (JournalException broken) {
                        throw new CompletionException(broken);
                    }
                },
                thread);
    }

    /** Something that reads the journal. */
    interface Question<T> {
        T call() throws JournalException;
    }

    /** The next records at or after {@code offset}, or after what cannot be read there; empty at the head. */
    CompletionStage<List<JournalRecord>> scan(long offset) {
        return CompletableFuture.supplyAsync(() -> scanFrom(offset), thread);
    }

    private List<JournalRecord> scanFrom(long offset) {
        cursor.seek(offset);
        long firstUnreadable = 0;
        while (true) {
            try {
                List<JournalRecord> records = cursor.poll(SCAN_RECORDS);
                if (firstUnreadable > 0) {
                    LOG.error(
                            "Records {} to {} cannot be read; webhooks of rooms created there are lost",
                            firstUnreadable,
                            cursor.position() - records.size() - 1);
                }
                return records;
            } catch (JournalException unreadable) {
                if (unreadable.kind() != JournalException.Kind.CORRUPT || cursor.position() > journal.durable()) {
                    throw new CompletionException(unreadable);
                }
                firstUnreadable = firstUnreadable == 0 ? cursor.position() : firstUnreadable;
                cursor.seek(Math.max(cursor.position(), unreadable.toOffset()) + 1);
            }
        }
    }

    void close() {
        thread.shutdownNow();
    }
}
