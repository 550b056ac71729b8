package dev.ephyra.webrtc.sdp;

/**
 * The ids under which header extensions travel in one media section (RFC 8285); 1 to 255, and 0 for one that was not
 * negotiated.
 *
 * @param mid {@code urn:ietf:params:rtp-hdrext:sdes:mid} (RFC 9143)
 * @param rid {@code urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id} (RFC 8852)
 * @param repairedRid {@code urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id} (RFC 8852)
 * @param transportWideCc transport-wide sequence numbers (draft-holmer-rmcat-transport-wide-cc-extensions-01)
 * @param audioLevel {@code urn:ietf:params:rtp-hdrext:ssrc-audio-level} (RFC 6464)
 */
public record ExtensionIds(int mid, int rid, int repairedRid, int transportWideCc, int audioLevel) {
    public static final ExtensionIds NONE = new ExtensionIds(0, 0, 0, 0, 0);
}
