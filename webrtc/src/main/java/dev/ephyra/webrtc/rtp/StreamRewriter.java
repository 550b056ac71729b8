package dev.ephyra.webrtc.rtp;

/**
 * The numbering of one outbound track, continuous over everything that happens to what it is made of: other simulcast
 * encodings, other publishers, packets left out. Sequence numbers and timestamps of the current source are moved by an
 * offset, so that its holes stay holes and late packets find their place. Owned by the thread that sends the track;
 * allocates nothing.
 */
public final class StreamRewriter {
    /** A hole that a receiver would never ask to be filled is closed instead: the source has begun anew. */
    static final int MAX_GAP = NackGenerator.MAX_OUTSTANDING;

    /** Packets left out whose neighbours may still be late: a second of padding at 64 packets. */
    static final int MAX_DROPS_REMEMBERED = 64;

    private final int clockRateHz;
    private final long[] drops = new long[MAX_DROPS_REMEMBERED];
    private long dropCount;
    private boolean hasSource;
    private long firstInbound;
    private long highestInbound;
    private long sequenceOffset;
    private int timestampOffset;
    private boolean hasSent;
    private long highestOutbound;
    private int lastTimestamp;
    private long lastNanos;
    private long inboundSequence;
    private long sequence;
    private int timestamp;

    /**
     * A track that has not begun.
     *
     * @param firstSequenceNumber random, and below 32,768, so that it does not wrap at once (RFC 3711 section 3.3.1)
     * @param firstTimestamp random
     */
    public StreamRewriter(int clockRateHz, int firstSequenceNumber, int firstTimestamp) {
        this.clockRateHz = clockRateHz;
        highestOutbound = firstSequenceNumber - 1L;
        lastTimestamp = firstTimestamp;
    }

    /**
     * Goes on with another source, whose first packet is this one; rewrite it next. What is older than it will not be
     * sent. The timestamp goes on by the time that has passed since the last packet.
     *
     * @param sequence its unwrapped number in its source
     */
    public void switchTo(long sequence, int timestamp, long nowNanos) {
        int next = lastTimestamp;
        if (hasSent) {
            next += (int) Math.max(1, MediaClock.ticks(nowNanos - lastNanos, clockRateHz));
        }
        hasSource = true;
        timestampOffset = next - timestamp;
        sequenceOffset = highestOutbound + 1 - sequence;
        firstInbound = sequence;
        highestInbound = sequence - 1;
        dropCount = 0;
    }

    /**
     * Finds the place of a packet of the current source: {@link #sequence} and {@link #timestamp}.
     *
     * @param sequence its unwrapped number in its source
     * @return false if it has none: it was sent, or left out, or is too late
     */
    public boolean rewrite(long sequence, int timestamp, long nowNanos) {
        if (!hasSource || sequence < firstInbound || sequence == highestInbound) {
            return false;
        }
        long offset = sequenceOffset;
        if (sequence > highestInbound) {
            if (sequence - highestInbound - 1 > MAX_GAP) {
                switchTo(sequence, timestamp, nowNanos);
                offset = sequenceOffset;
            }
            advance(sequence, timestamp + timestampOffset, nowNanos);
        } else {
            int later = dropsAfter(sequence);
            if (later < 0) {
                return false;
            }
            offset += later;
        }
        this.inboundSequence = sequence;
        this.sequence = sequence + offset;
        this.timestamp = timestamp + timestampOffset;
        return true;
    }

    private void advance(long inbound, int outboundTimestamp, long nowNanos) {
        highestInbound = inbound;
        highestOutbound = inbound + sequenceOffset;
        if (!hasSent || outboundTimestamp != lastTimestamp) {
            lastNanos = nowNanos;
        }
        hasSent = true;
        lastTimestamp = outboundTimestamp;
    }

    /**
     * Leaves out a packet of the current source, padding or a layer that is not wanted, so that the receiver sees no hole
     * where it was. A late one stays a hole: the numbers behind it are taken.
     *
     * @param sequence its unwrapped number in its source
     */
    public void drop(long sequence) {
        if (!hasSource || sequence <= highestInbound || sequence - highestInbound - 1 > MAX_GAP) {
            return;
        }
        sequenceOffset--;
        highestInbound = sequence;
        highestOutbound = sequence + sequenceOffset;
        drops[(int) (dropCount % MAX_DROPS_REMEMBERED)] = sequence;
        dropCount++;
    }

    /** How many were left out behind {@code sequence}; -1 if it was itself, or if that is not known any more. */
    private int dropsAfter(long sequence) {
        int remembered = (int) Math.min(dropCount, MAX_DROPS_REMEMBERED);
        for (int back = 1; back <= remembered; back++) {
            long dropped = drops[(int) ((dropCount - back) % MAX_DROPS_REMEMBERED)];
            if (dropped <= sequence) {
                return dropped == sequence ? -1 : back - 1;
            }
        }
        return dropCount > remembered ? -1 : remembered;
    }

    /** The outbound number of the packet that was rewritten last, unwrapped; its low 16 bits go on the wire. */
    public long sequence() {
        return sequence;
    }

    /** The outbound timestamp of the packet that was rewritten last. */
    public int timestamp() {
        return timestamp;
    }

    /** The number in its source of the packet that was rewritten last, unwrapped. */
    public long inboundSequence() {
        return inboundSequence;
    }

    /** What is added to timestamps of the current source. */
    public int timestampOffset() {
        return timestampOffset;
    }
}
