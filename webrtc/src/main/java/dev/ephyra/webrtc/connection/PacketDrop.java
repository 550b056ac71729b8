package dev.ephyra.webrtc.connection;

import dev.ephyra.webrtc.srtp.SrtpRefusal;

/** Why a datagram of a connection was of no use. For counting; whoever sent it is told nothing. */
public enum PacketDrop {
    /** From where nobody has shown our password, or before the keys of its connection. */
    NOT_EXPECTED,
    /** Not from whoever has the keys, or changed on its way. */
    NOT_AUTHENTIC,
    /** A packet that came before, or too late to tell. */
    REPLAYED,
    /** Not as its RFC wants it. */
    MALFORMED,
    /** Beyond what is remembered of sources, or of a key. */
    BEYOND_LIMIT,
    /** Of a source that no description and no extension names. */
    UNKNOWN_SOURCE,
    /** Of a payload type that was not negotiated for its source. */
    UNKNOWN_FORMAT,
    /** Beyond what a peer may send in a second. */
    OVER_BUDGET,
    /** Neither STUN nor DTLS nor media. */
    OTHER_PROTOCOL;

    /** For what {@link SecureTransport#unprotect} says of a packet that it does not take. */
    static PacketDrop of(int code) {
        return code == SecureTransport.NOT_EXPECTED ? NOT_EXPECTED : of(SrtpRefusal.of(code));
    }

    private static PacketDrop of(SrtpRefusal refusal) {
        return switch (refusal) {
            case TOO_SHORT, TOO_LONG, MALFORMED -> MALFORMED;
            case BAD_TAG -> NOT_AUTHENTIC;
            case REPLAYED, TOO_OLD -> REPLAYED;
            case TOO_MANY_SOURCES, KEY_EXHAUSTED -> BEYOND_LIMIT;
        };
    }
}
