package dev.ephyra.webrtc.sdp;

/**
 * A synchronization source and the one that repairs it (RFC 4588, RFC 5576 FID group).
 *
 * @param ssrc 32 bits, unsigned in an int
 * @param rtxSsrc 32 bits, unsigned in an int; meaningful only with {@code hasRtx}
 */
public record Source(int ssrc, int rtxSsrc, boolean hasRtx) {
    /** A source without a repairing one. */
    public static Source of(int ssrc) {
        return new Source(ssrc, 0, false);
    }

    /** A source that is repaired by {@code rtxSsrc}. */
    public static Source of(int ssrc, int rtxSsrc) {
        return new Source(ssrc, rtxSsrc, true);
    }
}
