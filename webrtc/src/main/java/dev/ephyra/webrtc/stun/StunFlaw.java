package dev.ephyra.webrtc.stun;

/** Why bytes are no STUN message that is read here; to be counted, never to be answered. */
public enum StunFlaw implements StunParsing {
    /** Shorter than a header, the first two bits set, or without the magic cookie. */
    NOT_STUN,
    UNKNOWN_METHOD,
    /** The length field is not a multiple of 4, or is not the length of the datagram. */
    WRONG_LENGTH,
    /** An attribute ends beyond the message. */
    ATTRIBUTE_OVERRUN,
    TOO_MANY_ATTRIBUTES,
    /** MESSAGE-INTEGRITY or FINGERPRINT of an impossible length. */
    WRONG_ATTRIBUTE_LENGTH,
    FINGERPRINT_NOT_LAST,
    WRONG_FINGERPRINT
}
