package dev.ephyra.webrtc.ice;

/** Why a datagram was dropped without an answer. */
public enum IceDrop {
    /** No STUN message. */
    MALFORMED,
    /** A keepalive, a response to something that was never sent, or a method of TURN. */
    NOT_A_CHECK,
    /** USERNAME is missing, or is of another connection or an older session. */
    UNKNOWN_USERNAME,
    MISSING_FINGERPRINT,
    MISSING_INTEGRITY,
    /** MESSAGE-INTEGRITY was not made with our password. */
    WRONG_INTEGRITY
}
