package dev.ephyra.webrtc.connection;

import java.util.concurrent.TimeUnit;

/**
 * How much media a peer may send, so that one that floods costs the others of its thread next to nothing: what is beyond
 * is dropped before it is decrypted. Two allowances that fill up with time, for packets and for bytes, each of one second.
 * Owned by the thread of its connection; allocates nothing.
 */
final class InboundBudget {
    /**
     * A camera in 1080p with three encodings (8 + 2.5 + 0.5 Mbit/s) and a screen (15 Mbit/s), half as much again for
     * retransmissions and probing, are 40 Mbit/s: 4,200 packets of 1,200 B. Audio of ten tracks has 500.
     */
    static final int MAX_PACKETS_PER_SECOND = 5_000;

    /** So many packets of 1,200 B: 48 Mbit/s. */
    static final int MAX_BYTES_PER_SECOND = 6_000_000;

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** When the allowances would be full again. */
    private long packetsFullNanos;

    private long bytesFullNanos;

    InboundBudget(long nowNanos) {
        packetsFullNanos = nowNanos;
        bytesFullNanos = nowNanos;
    }

    /** Takes a packet out of the allowances; false, and nothing is taken, where one of them is used up. */
    boolean takes(int bytes, long nowNanos) {
        long packetsOwed = Math.max(0, packetsFullNanos - nowNanos);
        long bytesOwed = Math.max(0, bytesFullNanos - nowNanos);
        if (packetsOwed >= SECOND || bytesOwed >= SECOND) {
            return false;
        }
        packetsFullNanos = nowNanos + packetsOwed + SECOND / MAX_PACKETS_PER_SECOND;
        bytesFullNanos = nowNanos + bytesOwed + bytes * SECOND / MAX_BYTES_PER_SECOND;
        return true;
    }
}
