package dev.ephyra.bench.scenario;

import dev.ephyra.bench.Latencies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Virtual threads that each append one record and wait until it is durable, over and over. The log's committing thread
 * calls {@link #committed}; everything else belongs to the thread of the scenario.
 */
final class Writers {
    /** The log under test. */
    interface Log {
        /** Appends record {@code sequence} (from 1) of a writer without waiting; answers its offset, from 1. */
        long append(int writer, long sequence);

        /** The offset up to which all is durable. */
        long durable();
    }

    // A lost wake-up would show as one long wait instead of a hang.
    private static final long LONGEST_PARK_NANOS = 1_000_000_000L;

    private final Writer[] writers;
    private volatile boolean isMeasured;
    private volatile boolean isOver;

    Writers(int count) {
        writers = new Writer[count];
        for (int index = 0; index < count; index++) {
            writers[index] = new Writer(index);
        }
    }

    /** Everything up to {@code offset} is durable. */
    void committed(long offset) {
        for (Writer writer : writers) {
            if (writer.awaited <= offset) {
                writer.awaited = Long.MAX_VALUE;
                LockSupport.unpark(writer.thread);
            }
        }
    }

    /** Loads {@code log} for both times; answers the latencies of the second. */
    Latencies load(Log log, Duration warm, Duration measured) {
        List<Thread> threads = new ArrayList<>();
        for (Writer writer : writers) {
            Thread thread = Thread.ofVirtual().unstarted(() -> writer.run(log));
            writer.thread = thread;
            threads.add(thread);
        }
        threads.forEach(Thread::start);
        pause(warm);
        isMeasured = true;
        pause(measured);
        isOver = true;
        Latencies all = new Latencies();
        for (int index = 0; index < writers.length; index++) {
            join(threads.get(index));
            all.add(writers[index].latencies);
        }
        return all;
    }

    /** How many records a writer has seen durable. */
    long acknowledged(int writer) {
        return writers[writer].sequence;
    }

    private static void pause(Duration time) {
        long endNanos = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = endNanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Writer {
        private final int index;
        private final Latencies latencies = new Latencies();
        private long sequence;
        private volatile long awaited = Long.MAX_VALUE;
        private volatile @Nullable Thread thread;

        private Writer(int index) {
            this.index = index;
        }

        private void run(Log log) {
            while (!isOver) {
                long startNanos = System.nanoTime();
                boolean counts = isMeasured;
                long offset = log.append(index, sequence + 1);
                awaited = offset;
                while (log.durable() < offset) {
                    LockSupport.parkNanos(LONGEST_PARK_NANOS);
                }
                awaited = Long.MAX_VALUE;
                sequence++;
                if (counts && !isOver) {
                    latencies.record(System.nanoTime() - startNanos);
                }
            }
        }
    }
}
