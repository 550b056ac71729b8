package dev.ephyra.journal;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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
     * <p>The list and its arrays belong to the journal from then on: nobody changes them.
     *
     * <p>Ask {@link #health()} before appending for a request; facts are appended whatever it says.
     *
     * @return the offset of the batch's last record; the batch is durable when {@link #durable()} reaches it
     */
    long append(List<Draft> batch);

    /**
     * Like {@link #append}, but a sleeping committing thread is left to {@link #wake()}: waking a thread costs several
     * times what appending does, and who appends more at once wakes it once.
     */
    default long enqueue(List<Draft> batch) {
        return append(batch);
    }

    /** What was enqueued is to be committed now. Whoever enqueues calls it soon after. */
    default void wake() {
        // Where enqueuing is appending nobody sleeps on it.
    }

    /** The offset of the last durable record; 0 if there is none. Never decreases. */
    long durable();

    /** The offset of the oldest record kept; {@code durable() + 1} if there is none. */
    long oldest();

    /** Calls {@code listener} on the committing thread once per commit. It must not block. */
    void onDurable(DurableListener listener);

    /**
     * The last offset of the damage that holds {@code offset}, in one piece; nothing if no damage is known there. Reads
     * nothing.
     */
    default OptionalLong damagedThrough(long offset) {
        return OptionalLong.empty();
    }

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

    /**
     * The same for who knows that all of these are behind {@code afterOffset}: what is wholly before it is not
     * searched.
     */
    default List<JournalRecord> history(String room, UUID roomEpoch, long afterRoomSeq, long afterOffset, int max) {
        return history(room, roomEpoch, afterRoomSeq, max);
    }

    /**
     * Asks for the loss of records of one room: the {@code room_seq} b such that those after
     * {@code afterRoomSeq} up to and with b are damaged or expired, and {@link #history} after b goes on.
     * Nothing if the next one can be read or was never seen. May read the disk.
     *
     * <p>An index that was lost together with its segment cannot tell any more. A reader that knows by itself
     * that a number was durable may take it as lost whenever {@code history} does not give it: that reads
     * everything that is left.
     */
    default OptionalLong lostAfter(String room, UUID roomEpoch, long afterRoomSeq) {
        List<JournalRecord> next = history(room, roomEpoch, afterRoomSeq, 1);
        return next.isEmpty() || next.getFirst().roomSeq() == afterRoomSeq + 1
                ? OptionalLong.empty()
                : OptionalLong.of(next.getFirst().roomSeq() - 1);
    }

    /** The same for who knows that all after {@code afterRoomSeq} are behind {@code afterOffset}. */
    default OptionalLong lostAfter(String room, UUID roomEpoch, long afterRoomSeq, long afterOffset) {
        return lostAfter(room, roomEpoch, afterRoomSeq);
    }

    /**
     * The first offset that may be of a record at or after a time; {@code durable() + 1} if there is none.
     * No record before it is as late, though later ones may be earlier: the log is in order of commits. Reads
     * the disk: one segment whole (128 MiB) the first time after a start, one stride of it (64 KiB) then.
     *
     * @throws JournalException if the disk cannot be read
     */
    default long offsetAt(long occurredAtMicros) throws JournalException {
        return new CursorSearch(this, 1).offsetAt(occurredAtMicros);
    }

    /**
     * The record at an offset; nothing beyond the head. May read the disk.
     *
     * @throws JournalException if it is damaged or expired, or the disk cannot be read
     */
    default Optional<JournalRecord> record(long offset) throws JournalException {
        JournalCursor cursor = cursor(offset);
        if (offset < cursor.position()) {
            throw JournalException.expired(offset, cursor.position() - 1);
        }
        return cursor.poll(1).stream().findFirst();
    }

    /**
     * The record with an event id. Reads the disk: what was written from five seconds before the time in the
     * id to five seconds after it, at 20,000 records a second 60 MB. An event minted while the clock was set
     * back may not be found, nor one whose id is no UUIDv7.
     *
     * @throws JournalException if the disk cannot be read
     */
    default Optional<JournalRecord> find(UUID eventId) throws JournalException {
        OptionalLong earliest = CursorSearch.earliestMicros(eventId);
        return earliest.isEmpty()
                ? Optional.empty()
                : new CursorSearch(this, offsetAt(earliest.getAsLong())).find(eventId);
    }

    /**
     * The lives of a room's id that the log still holds notifications of, newest first. Reads the disk: two
     * batches for each life in each segment it lasted. Segments that version 0.1 sealed do not answer.
     *
     * @throws JournalException if the disk cannot be read
     */
    default List<RoomIncarnation> epochsOf(String room, int max) throws JournalException {
        return new CursorSearch(this, 1).epochsOf(room, max);
    }

    /** Whether it takes requests now. */
    JournalHealth health();

    /** What was found when it was opened. */
    Recovery recovery();

    /**
     * Marks this log; a cursor of another log is not one of this. Constant for the life of the data folder.
     */
    UUID logEpoch();

    /**
     * Calls {@code listener} with each alert from now on, on the committing thread, or, for damage, on the
     * thread that reads it. It must not block. What was found at the start is in {@link #recovery()}.
     */
    default void onAlert(AlertListener listener) {
        // A journal that keeps everything and reads no disk has nothing to tell.
    }

    /** How full it is, and whether what is undelivered keeps it from forgetting. */
    default RetentionState retention() {
        return new RetentionState(statistics().bytes(), Long.MAX_VALUE, Long.MAX_VALUE, false, 0);
    }

    /** Sizes and timings for metrics. */
    JournalStatistics statistics();

    /**
     * Records at or after {@code offset} are still undelivered to someone and are kept as long as the hard
     * limit of the log allows. Never goes back. Until it is called nothing is deleted at all.
     */
    void keepFrom(long offset);

    /**
     * Copies the log, as durable now, to a folder that is missing or empty, while it goes on; from there it
     * opens as it is, or is brought back by {@link JournalBackup#restore}. Blocks on the disk, 128 MiB where the
     * folder is of the same file system and sealed segments are shared, all of the log elsewhere. Nothing
     * expires meanwhile.
     *
     * @throws JournalException if the folder has something in it, or the disk fails; what is there then is no
     *     backup
     */
    default JournalBackup.Taken backup(Path target) throws JournalException {
        throw new UnsupportedOperationException("this journal is on no disk");
    }

    /** Commits what is queued and lets go of the folder. */
    @Override
    void close();

    /** Hears of alerts. */
    interface AlertListener {
        void heard(JournalAlert alert);
    }

    /** Hears of each commit. */
    interface DurableListener {
        /** {@code records} have just become durable; they are contiguous with those of the last call. */
        void committed(List<JournalRecord> records);
    }
}
