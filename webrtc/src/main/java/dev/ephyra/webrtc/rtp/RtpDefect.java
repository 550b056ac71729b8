package dev.ephyra.webrtc.rtp;

/** Why bytes are not an RTP packet. For counters; a packet with a defect is dropped, and nothing else happens. */
public enum RtpDefect {
    NONE,
    TOO_SHORT,
    WRONG_VERSION,
    /** The list of contributing sources does not fit. */
    CSRC_LIST,
    /** The header extension does not fit. */
    EXTENSION,
    /** The count of padding bytes is 0, or more than there are (CVE-2025-49140 was this). */
    PADDING
}
