package dev.ephyra.server.webhook;

import dev.ephyra.journal.Journal;
import dev.ephyra.journal.JournalCursor;
import dev.ephyra.journal.JournalException;
import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.lane.Incarnation;
import dev.ephyra.notify.lane.LaneOutput;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the journal on a thread of its own, because the dispatcher's must not wait for a disk. */
final class JournalReader {
    private static final Logger LOG = LoggerFactory.getLogger(JournalReader.class);
    // 512 records of about 300 B: a read of 150 KB.
    private static final int SCAN_RECORDS = 512;

    private final Journal journal;
    private final JournalCursor cursor;
    // Each lane asks once at a time, and the scan once: bounded by the lanes.
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("webhook-reader").factory());

    JournalReader(Journal journal) {
        this.journal = journal;
        this.cursor = journal.cursor(1);
    }

    /**
     * What a lane finds.
     *
     * @param lostThrough the last event that is gone between where the lane is and {@code records}; empty if none is
     */
    record Found(List<JournalRecord> records, OptionalLong lostThrough) {}

    /** What a lane has asked for; nothing if it cannot be read, and the lane will ask again. */
    CompletionStage<Found> history(LaneOutput.ReadHistory asked) {
        var incarnation = asked.lane().identity().incarnation();
        return CompletableFuture.supplyAsync(() -> find(incarnation, asked.afterSeq(), asked.max()), thread)
                .exceptionally(broken -> {
                    LOG.error("The history of room {} cannot be read", incarnation.room(), broken);
                    return new Found(List.of(), OptionalLong.empty());
                });
    }

    private Found find(Incarnation incarnation, long afterSeq, int max) {
        List<JournalRecord> records = journal.history(incarnation.room(), incarnation.epoch(), afterSeq, max);
        boolean complete = !records.isEmpty() && records.getFirst().roomSeq() == afterSeq + 1;
        return new Found(
                records,
                complete ? OptionalLong.empty() : journal.lostAfter(incarnation.room(), incarnation.epoch(), afterSeq));
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
