package dev.ephyra.notify.socket;

import java.nio.ByteBuffer;
import java.util.List;

/** What a reader of the {@link FrameRing} finds behind its position. */
public sealed interface Backlog {
    /** Nothing new. */
    record UpToDate() implements Backlog {}

    /**
     * Whole frames.
     *
     * @param slices shared memory, never written again
     * @param nextPosition where to read on
     */
    record Frames(List<ByteBuffer> slices, long nextPosition) implements Backlog {}

    /** Frames behind the position are gone; the reader can never again be complete. */
    record FellOut() implements Backlog {}
}
