package dev.ephyra.webrtc.rtp;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Where the latest packets of one outbound track came from, so that one that was lost can be made again out of the
 * {@link RetransmissionCache} of its source; and how often it was. Owned by the thread that sends the track; allocates
 * nothing per packet.
 *
 * <p>A receiver asks for what it wants as often as it wants. Each packet goes again at most {@value #MAX_RESENT} times,
 * and not before the last one can have arrived.
 */
public final class SentPackets {
    /** What to do about a packet that a NACK names. */
    public enum Verdict {
        /** Send it again: {@link #source} and what follows say what it was. */
        RESEND,
        /** It is on its way. */
        TOO_SOON,
        TOO_OFTEN,
        /** Never sent, or too long ago. */
        UNKNOWN
    }

    /** 2 s of 2.5 Mbit/s; 33 B each. */
    static final int MAX_PACKETS = 1 << 9;

    static final int MAX_RESENT = 10;
    static final long SHORTEST_SPACING_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final long[] sequences = new long[MAX_PACKETS];
    private final long[] inboundSequences = new long[MAX_PACKETS];
    private final long[] resentNanos = new long[MAX_PACKETS];
    private final int[] timestampOffsets = new int[MAX_PACKETS];
    private final int[] descriptorOffsets = new int[MAX_PACKETS];
    private final byte[] sources = new byte[MAX_PACKETS];
    private final byte[] resent = new byte[MAX_PACKETS];
    private long highest;
    private int found;

    public SentPackets() {
        Arrays.fill(sequences, Long.MIN_VALUE / 2);
    }

    /**
     * Takes note of a packet that was sent, as {@code rewriter} has just placed it.
     *
     * @param source the caller's number of the source, 0 to 127
     * @param descriptorOffset {@link Vp8Rewriter#offsets}, or 0
     */
    public void put(StreamRewriter rewriter, int source, int descriptorOffset) {
        long sequence = rewriter.sequence();
        int slot = (int) sequence & (MAX_PACKETS - 1);
        if (sequences[slot] > sequence) {
            // Later than all that is remembered: the place belongs to a newer one.
            return;
        }
        sequences[slot] = sequence;
        inboundSequences[slot] = rewriter.inboundSequence();
        timestampOffsets[slot] = rewriter.timestampOffset();
        descriptorOffsets[slot] = descriptorOffset;
        sources[slot] = (byte) source;
        resent[slot] = 0;
        highest = Math.max(highest, sequence);
    }

    /**
     * Looks up a packet that a receiver misses, and if it is to go again, counts that.
     *
     * <p>A receiver repeats its wish after a round trip, give or take some jitter: half of one must have passed.
     *
     * @param sequenceNumber as the NACK has it, 16 bits
     */
    public Verdict resend(int sequenceNumber, long nowNanos, long roundTripNanos) {
        int slot = sequenceNumber & (MAX_PACKETS - 1);
        boolean isKnown = ((sequences[slot] ^ sequenceNumber) & 0xffff) == 0 && highest - sequences[slot] < MAX_PACKETS;
        if (!isKnown) {
            return Verdict.UNKNOWN;
        }
        if (resent[slot] == MAX_RESENT) {
            return Verdict.TOO_OFTEN;
        }
        long spacing = Math.max(SHORTEST_SPACING_NANOS, roundTripNanos / 2);
        if (resent[slot] > 0 && nowNanos - resentNanos[slot] < spacing) {
            return Verdict.TOO_SOON;
        }
        resent[slot]++;
        resentNanos[slot] = nowNanos;
        found = slot;
        return Verdict.RESEND;
    }

    /** The outbound number of the packet to send again, unwrapped. */
    public long sequence() {
        return sequences[found];
    }

    /** The caller's number of its source. */
    public int source() {
        return sources[found];
    }

    /** Its unwrapped number in its source, by which the source's cache has it. */
    public long inboundSequence() {
        return inboundSequences[found];
    }

    /** What its timestamp was moved by. */
    public int timestampOffset() {
        return timestampOffsets[found];
    }

    /** What the identifiers of its VP8 descriptor were moved by. */
    public int descriptorOffset() {
        return descriptorOffsets[found];
    }
}
