package dev.ephyra.notify.socket;

import java.nio.ByteBuffer;
import java.util.OptionalLong;

/**
 * Pings that carry a place in the stream. A pong with the payload proves that the receiver's WebSocket library has read
 * everything before it (RFC 6455 section 5.5.3), and no more: not that the program has seen it. Owned by its stream.
 */
final class CursorPings {
    /** A consumer that dies repeats at most what a second brought, ... */
    static final long INTERVAL_NANOS = 1_000_000_000L;

    /** ... or so many, and what fits with them into one turn. */
    static final int EVENTS = 1_000;

    private long pinged;
    private long confirmed;
    private int sentSince;
    private long lastNanos;

    /** @param position what the receiver is known to have */
    CursorPings(long position, long nowNanos) {
        pinged = position;
        confirmed = position;
        lastNanos = nowNanos - INTERVAL_NANOS;
    }

    void sent() {
        sentSince++;
    }

    boolean isDue(long position, long nowNanos) {
        return position > pinged && (sentSince >= EVENTS || nowNanos - lastNanos >= INTERVAL_NANOS);
    }

    /** When {@link #isDue} may be true without anything more being sent. */
    OptionalLong dueNanos(long position) {
        return position > pinged ? OptionalLong.of(lastNanos + INTERVAL_NANOS) : OptionalLong.empty();
    }

    /** Whether a pong has confirmed everything up to {@code position}, or it was so from the start. */
    boolean isConfirmed(long position) {
        return confirmed >= position;
    }

    /** When to ask again for a pong that has not come: libraries may answer only the last of several pings. */
    long againNanos() {
        return lastNanos + INTERVAL_NANOS;
    }

    /** The payload of the ping behind {@code position}. */
    byte[] ping(long position, long nowNanos) {
        pinged = position;
        sentSince = 0;
        lastNanos = nowNanos;
        return ByteBuffer.allocate(Long.BYTES).putLong(position).array();
    }

    /** What a pong confirms that was not confirmed before; pongs to other pings, and invented ones, confirm nothing. */
    OptionalLong pong(long offset) {
        if (offset <= confirmed || offset > pinged) {
            return OptionalLong.empty();
        }
        confirmed = offset;
        return OptionalLong.of(offset);
    }

    /** The offset in the payload of a pong, if it can be one of ours. */
    static OptionalLong offsetIn(byte[] payload) {
        return payload.length == Long.BYTES
                ? OptionalLong.of(ByteBuffer.wrap(payload).getLong())
                : OptionalLong.empty();
    }
}
