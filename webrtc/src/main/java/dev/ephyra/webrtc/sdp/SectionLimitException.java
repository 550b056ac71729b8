package dev.ephyra.webrtc.sdp;

import java.io.Serial;

/**
 * A description of more than {@link SessionDescription#MAX_SECTIONS} media sections. Sections are never taken away
 * (RFC 8829 section 5.2.2), so a peer that has toggled its tracks for long comes here without doing anything wrong; it can
 * go on with a new connection.
 */
public final class SectionLimitException extends SdpException {
    @Serial
    private static final long serialVersionUID = 1;

    SectionLimitException(int lineNumber) {
        super(lineNumber, "more than " + SessionDescription.MAX_SECTIONS + " media sections");
    }
}
