package dev.ephyra.webrtc.rtp;

/** Makes 32-bit RTP timestamps comparable, as {@link SequenceUnwrapper} does. Owned by its stream's thread. */
public final class TimestampUnwrapper {
    private boolean isStarted;
    private long highest;

    /** The unwrapped timestamp of a packet that arrived. */
    public long unwrap(int timestamp) {
        if (!isStarted) {
            isStarted = true;
            highest = timestamp & 0xffff_ffffL;
            return highest;
        }
        long unwrapped = highest + (timestamp - (int) highest);
        highest = Math.max(highest, unwrapped);
        return unwrapped;
    }
}
