package dev.ephyra.webrtc.connection;

import dev.ephyra.webrtc.sdp.NegotiatedLine;

/**
 * A track of somebody else that is sent on this connection, and the line it goes out on. Immutable.
 *
 * @param cname of its source, as the answer says (RFC 5576 section 6.1)
 */
public record OutboundTrack(String trackId, String cname, NegotiatedLine line) {}
