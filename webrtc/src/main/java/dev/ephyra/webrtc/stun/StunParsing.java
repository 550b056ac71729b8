package dev.ephyra.webrtc.stun;

/** What bytes turned out to be: a message, or the flaw that makes them none. */
public sealed interface StunParsing permits StunMessage, StunFlaw {}
