package dev.ephyra.journal;

import java.util.List;
import java.util.UUID;

/**
 * The log of one node: one partition, many writers, one committing thread. Thread-safe.
 *
 * <p>Appending never waits. What is appended is never dropped: while the disk fails, commits are retried.
 */
public interface Journal extends AutoCloseable {
    /**
     * Appends one atomic batch: after a crash either all of it is there or nothing.
     *
     * <p>Ask {@link #health()} before appending for a request; facts are appended whatever it says.
     *
     * @return the offset of the batch's last record; the batch is durable when {@link #durable()} reaches it
     */
    long append(List<Draft> batch);

    /** The offset of the last durable record; 0 if there is none. Never decreases. */
    long durable();

    /** The offset of the oldest record kept; {@code durable() + 1} if there is none. */
    long oldest();

    /** Calls {@code listener} on the committing thread once per commit. It must not block. */
    void onDurable(DurableListener listener);

    /**
     * A cursor whose next record is {@code offset}, clamped to {@link #oldest()}. It reads durable records
     * only.
     */
    JournalCursor cursor(long offset);

    /**
     * The records with a notification of one room incarnation after {@code roomSeq}, oldest first, at most
     * {@code max}.
     */
    List<JournalRecord> history(String room, UUID roomEpoch, long afterRoomSeq, int max);

    /** Whether it takes requests now. */
    JournalHealth health();

    /** What was found when it was opened. */
    Recovery recovery();

    /**
     * Marks this log; a cursor of another log is not one of this. Constant for the life of the data folder.
     */
    UUID logEpoch();

    /** Sizes and timings for metrics. */
    JournalStatistics statistics();

    /**
     * Records at or after {@code offset} are still undelivered to someone and must be kept. Never goes back.
     */
    void keepFrom(long offset);

    /** Commits what is queued and lets go of the folder. */
    @Override
    void close();

    /** Hears of each commit. */
    interface DurableListener {
        /** {@code records} have just become durable; they are contiguous with those of the last call. */
        void committed(List<JournalRecord> records);
    }
}
