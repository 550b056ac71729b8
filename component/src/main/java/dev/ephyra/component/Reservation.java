package dev.ephyra.component;

/** Keeps a {@link MemoryShare} in step with one buffer that grows. Owned by one thread. */
public final class Reservation {
    /** Coarse, so that a picture that is a little larger than all before costs nothing. */
    static final int STEP_BYTES = 16 * 1024;

    private final MemoryShare share;
    private final int copies;
    private long reserved;

    /**
     * Nothing is taken yet; the first {@link #STEP_BYTES} are of what each component has anyway.
     *
     * @param copies of the buffer's content that exist at a time, at most
     */
    public Reservation(MemoryShare share, int copies) {
        this.share = share;
        this.copies = copies;
    }

    /**
     * The buffer will have so many bytes, or has had more.
     *
     * @throws ComponentFailure if there is no memory for them
     */
    public void grow(long bytes) throws ComponentFailure {
        long next = beyondFirst(bytes);
        if (next > reserved) {
            share.take((next - reserved) * copies);
            reserved = next;
        }
    }

    private static long beyondFirst(long bytes) {
        return Math.max(0, Math.ceilDiv(bytes, STEP_BYTES) - 1) * STEP_BYTES;
    }
}
