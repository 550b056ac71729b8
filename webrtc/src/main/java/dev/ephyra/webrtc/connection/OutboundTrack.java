package dev.ephyra.webrtc.connection;

import dev.ephyra.webrtc.sdp.NegotiatedLine;

/** A track of somebody else that is sent on this connection, and the line it goes out on. Immutable. */
public record OutboundTrack(String trackId, NegotiatedLine line) {}
