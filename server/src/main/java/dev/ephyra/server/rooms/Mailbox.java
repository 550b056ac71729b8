package dev.ephyra.server.rooms;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Many senders, one room loop. Requests are counted and refused beyond the limit; facts are always taken, since they are
 * bounded by the connections and timers that cause them.
 */
final class Mailbox {
    private final ConcurrentLinkedQueue<LoopTask> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger openRequests = new AtomicInteger();
    private final int requestLimit;
    private volatile @Nullable Thread parked;

    /** @param requestLimit most requests that are queued or whose reply is held back */
    Mailbox(int requestLimit) {
        this.requestLimit = requestLimit;
    }

    /** Takes a request unless the limit is reached. Each taken one is given back by {@link #requestDone}. */
    boolean offerRequest(LoopTask task) {
        if (openRequests.incrementAndGet() > requestLimit) {
            openRequests.decrementAndGet();
            return false;
        }
        offerFact(task);
        return true;
    }

    void offerFact(LoopTask task) {
        tasks.add(task);
        wake();
    }

    void requestDone() {
        openRequests.decrementAndGet();
    }

    int openRequests() {
        return openRequests.get();
    }

    /** The next task, if any. For the loop. */
    @Nullable
    LoopTask poll() {
        return tasks.poll();
    }

    /** Ends a {@link #park}. */
    void wake() {
        Thread sleeper = parked;
        if (sleeper != null) {
            LockSupport.unpark(sleeper);
        }
    }

    /**
     * Waits until woken, at most {@code nanos}; may return early. For the loop.
     *
     * @param ready checked after announcing the wait, so that no wake-up is lost
     */
    void park(long nanos, BooleanSupplier ready) {
        parked = Thread.currentThread();
        try {
            if (tasks.isEmpty() && !ready.getAsBoolean()) {
                LockSupport.parkNanos(this, nanos);
            }
        } finally {
            parked = null;
        }
    }
}
