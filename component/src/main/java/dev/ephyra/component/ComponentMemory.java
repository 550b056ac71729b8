package dev.ephyra.component;

import dev.ephyra.room.CrashCause;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The part of the heap that all components together may fill: with what each has anyway, and with large pictures. Who needs
 * more than is left crashes, before the server does. Thread-safe.
 */
public final class ComponentMemory {
    /** Of the heap: as much again for what is collected in between, and half of it for everything else. */
    private static final int PART_OF_HEAP = 4;

    /**
     * Of each component, from its start on: what is kept of its video for retransmission (540 kB), a buffer that it reads
     * into (64 KiB), and the first {@link Reservation#STEP_BYTES} of others, with their copies.
     */
    static final int LEAST_BYTES = 704 * 1024;

    private final long bytes;
    private final AtomicLong reserved = new AtomicLong();

    /** @param bytes of all components together; positive */
    public ComponentMemory(long bytes) {
        this.bytes = bytes;
    }

    /** A quarter of what the JVM may use. */
    public static ComponentMemory ofThisHeap() {
        return new ComponentMemory(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
    }

    /** What is taken, in bytes. */
    public long reserved() {
        return reserved.get();
    }

    /** For one component. */
    Share share() {
        return new Share();
    }

    private void reserve(long more) throws ComponentFailure {
        long now = reserved.get();
        while (now + more <= bytes) {
            long witness = reserved.compareAndExchange(now, now + more);
            if (witness == now) {
                return;
            }
            now = witness;
        }
        throw new ComponentFailure(
                CrashCause.NO_RESOURCE,
                "There is too little memory left for it: " + bytes / (1024 * 1024)
                        + " MiB are for all components of this server");
    }

    /** What one component has taken; all of it is given back when its thread ends. Owned by that thread once there is one. */
    final class Share implements MemoryShare, AutoCloseable {
        private long taken;

        @Override
        public void take(long more) throws ComponentFailure {
            reserve(more);
            taken += more;
        }

        @Override
        public void close() {
            reserved.addAndGet(-taken);
            taken = 0;
        }
    }
}
