package dev.ephyra.webrtc.connection;

import dev.ephyra.webrtc.sdp.NegotiatedLine;

/** A track that the peer publishes on this connection, and the line it comes on. Immutable. */
public record InboundTrack(String trackId, NegotiatedLine line) {}
