package dev.ephyra.server.http;

import java.util.concurrent.atomic.AtomicInteger;

/** The streams of events that are open on all event loops. Thread-safe. */
public final class StreamCount {
    private final int limit;
    private final AtomicInteger open = new AtomicInteger();
    private volatile boolean ending;

    public StreamCount(int limit) {
        this.limit = limit;
    }

    boolean tryAdd() {
        if (ending) {
            return false;
        }
        if (open.incrementAndGet() > limit) {
            open.decrementAndGet();
            return false;
        }
        return true;
    }

    void remove() {
        open.decrementAndGet();
    }

    /** How many are open. */
    public int open() {
        return open.get();
    }

    /** No new ones; those that are open end when they have brought what there is. */
    public void end() {
        ending = true;
    }

    boolean isEnding() {
        return ending;
    }
}
