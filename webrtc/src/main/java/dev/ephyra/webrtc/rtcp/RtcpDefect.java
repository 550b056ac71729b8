package dev.ephyra.webrtc.rtcp;

/** Why the rest of a compound packet was not read. For counters; what was read before it counts. */
public enum RtcpDefect {
    NONE,
    WRONG_VERSION,
    /** A packet is longer than what there is, or too short for what it says it holds. */
    LENGTH,
    /** The count of padding bytes is wrong, or padding is not in the last packet. */
    PADDING,
    /** The chunks of transport feedback are wrong. */
    TRANSPORT_FEEDBACK,
    TOO_MANY
}
