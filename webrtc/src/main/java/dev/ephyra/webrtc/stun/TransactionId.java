package dev.ephyra.webrtc.stun;

/** The 96 bits that belong a response to its request (RFC 8489 section 5). Immutable. */
public record TransactionId(int high, long low) {}
