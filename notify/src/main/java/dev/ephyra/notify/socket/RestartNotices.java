package dev.ephyra.notify.socket;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * The endings of the rooms that were open when the server stopped. A subscriber cannot have been there when their
 * notifications came out, so whoever subscribes within 5 minutes of the start gets them first. Times are monotonic
 * nanoseconds. Thread-safe.
 *
 * <p>The same records must not also go through the {@link FrameRing}, or a subscriber gets them twice.
 */
public final class RestartNotices {
    /** Long enough for a backend that restarts with the server to come back. */
    static final long KEPT_NANOS = 300_000_000_000L;

    /** Rooms are bounded by the journal; at 50 B a notice, 10,000 rooms are 8 chunks. */
    private static final int CHUNK_BYTES = 64 << 10;

    private final long startNanos;
    private volatile List<ByteBuffer> frames;

    /** @param notifications ServerMessages, in the order of the journal */
    public RestartNotices(List<byte[]> notifications, long startNanos) {
        this.startNanos = startNanos;
        this.frames = ServerFrames.encodePacked(notifications, CHUNK_BYTES);
    }

    /** What a subscriber without a cursor gets first: runs of whole frames in shared memory; empty after 5 minutes. */
    public List<ByteBuffer> framesFor(long nowNanos) {
        if (nowNanos - startNanos >= KEPT_NANOS) {
            frames = List.of();
        }
        return frames;
    }
}
