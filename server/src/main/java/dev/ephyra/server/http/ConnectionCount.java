package dev.ephyra.server.http;

import java.util.concurrent.atomic.AtomicLong;

/** How many connections the port has on all its event loops, WebSockets included, and how many it may. Thread-safe. */
final class ConnectionCount {
    private final AtomicLong open = new AtomicLong();
    private final long most;

    ConnectionCount(long most) {
        this.most = most;
    }

    /** Whether one more is let in; then {@link #remove} follows. */
    boolean tryAdd() {
        if (open.incrementAndGet() > most) {
            open.decrementAndGet();
            return false;
        }
        return true;
    }

    void remove() {
        open.decrementAndGet();
    }
}
