package dev.ephyra.media;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many packets of the server's own tracks may be on their way to the media threads: they share the queue of tasks with
 * what rooms ask for, which must find room in it. Thread-safe.
 */
final class LocalBudget {
    /** Of all publications: a quarter of a media thread's tasks; at 1.2 kB each, 20 MB. */
    static final int MAX_WAITING_OF_ALL = MediaTasks.MAX_TASKS / 4;

    private final AtomicInteger waiting = new AtomicInteger();
    private final LongAdder drops = new LongAdder();

    /** Whether one more may be on its way. */
    boolean take() {
        if (waiting.incrementAndGet() <= MAX_WAITING_OF_ALL) {
            return true;
        }
        waiting.decrementAndGet();
        return false;
    }

    /** One has arrived. */
    void giveBack() {
        waiting.decrementAndGet();
    }

    /** One is dropped. */
    void drop() {
        drops.increment();
    }

    /** Packets that were dropped. */
    long drops() {
        return drops.sum();
    }
}
