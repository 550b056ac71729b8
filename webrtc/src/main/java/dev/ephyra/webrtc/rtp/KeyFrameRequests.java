package dev.ephyra.webrtc.rtp;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Turns the wishes of many receivers for a key frame of one source into few requests, so that no receiver can make a
 * publisher send nothing but key frames (RFC 5104 section 4.3.1.2). Repeats a request that brought none. Owned by the
 * publisher's connection's thread.
 */
public final class KeyFrameRequests {
    static final long SPACING_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** Ten seconds; who still needs one wants it again by then. */
    static final int MAX_REQUESTS = 20;

    private boolean isWanted;
    private boolean hasSent;
    private int sent;
    private long lastNanos;

    /** Somebody needs a key frame. */
    public void want() {
        isWanted = true;
        sent = 0;
    }

    /** Whether requests still go out. */
    public boolean isWanted() {
        return isWanted;
    }

    /** One came. */
    public void keyFrame() {
        isWanted = false;
    }

    /** Whether a request is to be sent now. */
    public boolean poll(long nowNanos) {
        if (!isWanted || (hasSent && nowNanos - lastNanos < SPACING_NANOS)) {
            return false;
        }
        hasSent = true;
        lastNanos = nowNanos;
        sent++;
        isWanted = sent < MAX_REQUESTS;
        return true;
    }

    /** When to {@link #poll} next; empty while nobody wants one. */
    public OptionalLong deadlineNanos(long nowNanos) {
        if (!isWanted) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(hasSent ? lastNanos + SPACING_NANOS : nowNanos);
    }
}
