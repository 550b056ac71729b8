package dev.ephyra.webrtc.rtcp;

import java.util.Arrays;

/**
 * When packets with consecutive transport-wide sequence numbers arrived
 * (draft-holmer-rmcat-transport-wide-cc-extensions-01 section 3.1). Immutable, if nobody changes the array.
 *
 * @param baseSequence of the first, 16 bits
 * @param feedbackCount numbers feedback packets, 0 to 255
 * @param referenceTime in 64 ms, 24 bits; the first delta counts from there
 * @param deltas one for each packet, in 250 µs after the one before that arrived, -32,768 to 32,767; or {@link #LOST}
 */
public record Arrivals(int baseSequence, int feedbackCount, int referenceTime, int[] deltas) {
    /** In place of a delta: it has not arrived. */
    public static final int LOST = Integer.MIN_VALUE;

    /** Ticks of a delta in one of the reference time. */
    public static final int TICKS_OF_REFERENCE = 256;

    public static final long TICK_NANOS = 250_000;

    @Override
    public boolean equals(Object other) {
        return other instanceof Arrivals arrivals
                && baseSequence == arrivals.baseSequence
                && feedbackCount == arrivals.feedbackCount
                && referenceTime == arrivals.referenceTime
                && Arrays.equals(deltas, arrivals.deltas);
    }

    @Override
    public int hashCode() {
        return (baseSequence * 31 + referenceTime) * 31 + Arrays.hashCode(deltas);
    }

    @Override
    public String toString() {
        return "Arrivals[base=" + baseSequence + ", count=" + feedbackCount + ", reference=" + referenceTime + ", "
                + Arrays.toString(deltas) + "]";
    }
}
