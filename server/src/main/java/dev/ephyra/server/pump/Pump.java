package dev.ephyra.server.pump;

import dev.ephyra.journal.Journal;
import dev.ephyra.journal.JournalCursor;
import dev.ephyra.journal.JournalException;
import dev.ephyra.journal.JournalRecord;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the journal on a thread of its own and hands what became durable to its sinks. */
public final class Pump {
    // 512 records of about 300 bytes are one read of 150 KB and well below a millisecond of work.
    private static final int MOST_RECORDS = 512;
    // Only a safety net: each commit wakes the pump.
    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final Logger LOG = LoggerFactory.getLogger(Pump.class);

    private final Journal journal;
    private final JournalCursor cursor;
    private final List<RecordSink> sinks;
    private final Thread thread;
    private volatile boolean stopping;
    private volatile boolean waiting;
    private volatile long position;

    /** Starts to follow at {@code offset}. */
    public Pump(Journal journal, long offset, List<RecordSink> sinks) {
        this.journal = journal;
        this.cursor = journal.cursor(offset);
        this.sinks = List.copyOf(sinks);
        this.position = cursor.position();
        this.thread = Thread.ofPlatform().name("pump").unstarted(this::run);
    }

    public void start() {
        thread.start();
        journal.onDurable(_ -> {
            if (waiting) {
                LockSupport.unpark(thread);
            }
        });
    }

    /** The offset of the next record to hand out. */
    public long position() {
        return position;
    }

    private void run() {
        while (!stopping) {
            try {
                turn();
            } catch (JournalException unreadable) {
                onUnreadable(unreadable);
            } catch (RuntimeException broken) {
                // Containment point: without this thread no notification would leave the server, and nobody would know.
                LOG.error("Reading the journal at {} broke, trying again", cursor.position(), broken);
                LockSupport.parkNanos(this, RETRY_NANOS);
            }
        }
    }

    private void turn() throws JournalException {
        List<JournalRecord> records = cursor.poll(MOST_RECORDS);
        if (records.isEmpty()) {
            await();
        } else {
            sinks.forEach(sink -> tell(sink, records));
            position = cursor.position();
        }
        long nowNanos = System.nanoTime();
        sinks.forEach(sink -> tellTime(sink, nowNanos));
    }

    /** Containment point: a sink that breaks is reported with what it missed, and the others hear everything. */
    private static void tell(RecordSink sink, List<JournalRecord> records) {
        try {
            sink.onRecords(records);
        } catch (RuntimeException broken) {
            LOG.error(
                    "{} broke at records {} to {}",
                    sink.getClass().getSimpleName(),
                    records.getFirst().offset(),
                    records.getLast().offset(),
                    broken);
        }
    }

    private static void tellLost(RecordSink sink, long from, long to) {
        try {
            sink.onLost(from, to);
        } catch (RuntimeException broken) {
            LOG.error(
                    "{} broke at the loss of records {} to {}", sink.getClass().getSimpleName(), from, to, broken);
        }
    }

    private static void tellTime(RecordSink sink, long nowNanos) {
        try {
            sink.onTime(nowNanos);
        } catch (RuntimeException broken) {
            LOG.error("{} broke", sink.getClass().getSimpleName(), broken);
        }
    }

    /** What cannot be read is told to every sink, by range, before what follows it; it is never skipped in silence. */
    private void onUnreadable(JournalException unreadable) {
        switch (unreadable.kind()) {
            case CORRUPT, EXPIRED -> {
                long from = cursor.position();
                cursor.seek(unreadable.toOffset() + 1);
                // Retention may have gone on meanwhile: what is passed counts, and not what was found.
                long to = cursor.position() - 1;
                LOG.error("Records {} to {} are lost to subscribers: {}", from, to, unreadable.getMessage());
                position = cursor.position();
                sinks.forEach(sink -> tellLost(sink, from, to));
            }
            case LOCKED, NEWER_FORMAT, UNUSABLE -> {
                LOG.warn("The journal cannot be read, trying again: {}", unreadable.getMessage());
                LockSupport.parkNanos(this, RETRY_NANOS);
            }
        }
    }

    private void await() {
        waiting = true;
        try {
            if (cursor.position() > journal.durable() && !stopping) {
                LockSupport.parkNanos(this, LONGEST_WAIT_NANOS);
            }
        } finally {
            waiting = false;
        }
    }

    /** Stops after the current batch. */
    public void stop() throws InterruptedException {
        stopping = true;
        LockSupport.unpark(thread);
        thread.join(2_000);
    }
}
