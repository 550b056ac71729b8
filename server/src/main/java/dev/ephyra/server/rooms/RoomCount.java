package dev.ephyra.server.rooms;

import java.util.concurrent.atomic.AtomicInteger;

/** How many rooms are open in all loops together, and how many may be. Thread-safe. */
public final class RoomCount {
    private final AtomicInteger open = new AtomicInteger();
    private final int most;

    public RoomCount(int most) {
        this.most = most;
    }

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

    public int open() {
        return open.get();
    }

    public int most() {
        return most;
    }
}
