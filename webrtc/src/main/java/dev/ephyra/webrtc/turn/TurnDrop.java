package dev.ephyra.webrtc.turn;

/** Why something was dropped without an answer. */
public enum TurnDrop {
    /** Neither STUN nor ChannelData. */
    MALFORMED,
    /** A response, or a method in a class it has not. */
    NOT_FOR_A_SERVER,
    /** Data of a client that has no allocation, or to one that has ended. */
    NO_ALLOCATION,
    UNKNOWN_CHANNEL,
    /** A Send indication without address or data, or with something that is not understood. */
    BAD_INDICATION,
    /** To or from an address that the client has no permission for. */
    NO_PERMISSION,
    /** To an address that is not ours. */
    FOREIGN_ADDRESS,
    /** Longer than anything that WebRTC sends. */
    TOO_LONG
}
