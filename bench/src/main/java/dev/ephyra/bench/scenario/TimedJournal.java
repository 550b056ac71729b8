package dev.ephyra.bench.scenario;

import com.sun.management.ThreadMXBean;
import dev.ephyra.bench.Latencies;
import dev.ephyra.journal.Draft;
import dev.ephyra.journal.Journal;
import dev.ephyra.journal.JournalCursor;
import dev.ephyra.journal.JournalHealth;
import dev.ephyra.journal.JournalRecord;
import dev.ephyra.journal.JournalStatistics;
import dev.ephyra.journal.Recovery;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/**
 * A journal that measures what {@code enqueue} costs the thread that calls it: its time, or what it allocates; never both at
 * once, since asking for the one costs the other. One thread appends; it hands its figures over with its last answer.
 */
final class TimedJournal implements Journal {
    /** What is measured. */
    enum Mode {
        NOTHING,
        TIME,
        ALLOCATION
    }

    // What a record has on disk beside its texts and arrays: length, checksum, and the fields of fixed size.
    private static final int RECORD_BYTES = 68;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Journal journal;
    private Latencies times = new Latencies();
    private Latencies wakes = new Latencies();
    private long allocated;
    private long recorded;
    private long calls;
    private volatile Mode mode = Mode.NOTHING;

    TimedJournal(Journal journal) {
        this.journal = journal;
    }

    /** From the next call on; nothing may be under way. */
    void measure(Mode next) {
        if (next == Mode.TIME) {
            times = new Latencies();
            wakes = new Latencies();
        }
        mode = next;
    }

    Latencies times() {
        return times;
    }

    Latencies wakes() {
        return wakes;
    }

    /** Bytes on the heap for each call. */
    double allocatedBytes() {
        return (double) allocated / calls;
    }

    /** Bytes of the records of each call. */
    double recordBytes() {
        return (double) recorded / calls;
    }

    @Override
    public long append(List<Draft> batch) {
        return journal.append(batch);
    }

    @Override
    public void wake() {
        long startNanos = System.nanoTime();
        journal.wake();
        if (mode == Mode.TIME) {
            wakes.record(System.nanoTime() - startNanos);
        }
    }

    @Override
    public long enqueue(List<Draft> batch) {
        return switch (mode) {
            case NOTHING -> journal.enqueue(batch);
            case TIME -> {
                long startNanos = System.nanoTime();
                long offset = journal.enqueue(batch);
                times.record(System.nanoTime() - startNanos);
                yield offset;
            }
            case ALLOCATION -> {
                long before = threads.getCurrentThreadAllocatedBytes();
                long offset = journal.enqueue(batch);
                allocated += threads.getCurrentThreadAllocatedBytes() - before;
                batch.forEach(draft -> recorded += bytes(draft));
                calls++;
                yield offset;
            }
        };
    }

    private static int bytes(Draft draft) {
        return RECORD_BYTES
                + draft.room().getBytes(StandardCharsets.UTF_8).length
                + draft.event().length
                + draft.notification().length;
    }

    @Override
    public long durable() {
        return journal.durable();
    }

    @Override
    public long oldest() {
        return journal.oldest();
    }

    @Override
    public void onDurable(DurableListener listener) {
        journal.onDurable(listener);
    }

    @Override
    public JournalCursor cursor(long offset) {
        return journal.cursor(offset);
    }

    @Override
    public List<JournalRecord> history(String room, UUID roomEpoch, long afterRoomSeq, int max) {
        return journal.history(room, roomEpoch, afterRoomSeq, max);
    }

    @Override
    public JournalHealth health() {
        return journal.health();
    }

    @Override
    public Recovery recovery() {
        return journal.recovery();
    }

    @Override
    public UUID logEpoch() {
        return journal.logEpoch();
    }

    @Override
    public JournalStatistics statistics() {
        return journal.statistics();
    }

    @Override
    public void keepFrom(long offset) {
        journal.keepFrom(offset);
    }

    @Override
    public void close() {
        journal.close();
    }
}
