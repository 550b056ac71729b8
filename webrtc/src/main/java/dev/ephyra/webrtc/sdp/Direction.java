package dev.ephyra.webrtc.sdp;

/** Who sends in a media section, as seen by whom the description is of (RFC 8866 section 6.7). */
public enum Direction {
    SENDRECV,
    SENDONLY,
    RECVONLY,
    INACTIVE
}
