package dev.ephyra.webrtc.sdp;

import java.util.Locale;

/** Who sends in a media section, as seen by whom the description is of (RFC 8866 section 6.7). */
public enum Direction {
    SENDRECV,
    SENDONLY,
    RECVONLY,
    INACTIVE;

    /** The name of its attribute. */
    String attributeName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
