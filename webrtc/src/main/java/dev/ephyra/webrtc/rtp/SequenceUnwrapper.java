package dev.ephyra.webrtc.rtp;

/**
 * Makes 16-bit sequence numbers comparable: each becomes the {@code long} with these low bits that is nearest to the
 * highest so far. The first is taken as it is, so what is older than it may be negative. Owned by its stream's thread.
 */
public final class SequenceUnwrapper {
    private boolean isStarted;
    private long highest;

    /** The unwrapped number of one that arrived. */
    public long unwrap(int sequenceNumber) {
        long unwrapped = isStarted ? nearest(sequenceNumber) : sequenceNumber & 0xffff;
        if (!isStarted || unwrapped > highest) {
            highest = unwrapped;
            isStarted = true;
        }
        return unwrapped;
    }

    /** The same for one that was only mentioned, as in a NACK: nothing changes. */
    public long nearest(int sequenceNumber) {
        return highest + (short) (sequenceNumber - (int) highest);
    }

    /** Takes {@code sequenceNumber} for later than all before, however far it is: the source has begun anew. */
    public long restart(int sequenceNumber) {
        highest += (sequenceNumber - highest) & 0xffff;
        isStarted = true;
        return highest;
    }

    /** The highest so far; 0 at first. */
    public long highest() {
        return highest;
    }
}
