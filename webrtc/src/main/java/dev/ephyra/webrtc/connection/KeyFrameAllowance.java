package dev.ephyra.webrtc.connection;

import java.util.concurrent.TimeUnit;

/**
 * How often one receiver may ask for key frames, so that a broken one does not cost all the others of a track their
 * bitrate. The usual one asks once or twice after a loss; one that goes on asking waits longer and longer. Owned by the
 * thread of its connection.
 */
final class KeyFrameAllowance {
    private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(10);

    private long spacingNanos = SHORTEST_NANOS;
    private boolean hasAsked;
    private long lastNanos;

    /** Whether a request of this moment is to be passed on. */
    boolean allows(long nowNanos) {
        long sinceNanos = nowNanos - lastNanos;
        if (hasAsked && sinceNanos < spacingNanos) {
            return false;
        }
        boolean isCalm = !hasAsked || sinceNanos >= LONGEST_NANOS;
        spacingNanos = isCalm ? SHORTEST_NANOS : Math.min(LONGEST_NANOS, spacingNanos * 2);
        hasAsked = true;
        lastNanos = nowNanos;
        return true;
    }
}
