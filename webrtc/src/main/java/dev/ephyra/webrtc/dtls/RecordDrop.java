package dev.ephyra.webrtc.dtls;

/** Why a record, or the rest of one, was not let through. For counting; whoever sent it is told nothing. */
public enum RecordDrop {
    /** Before {@link DtlsAssociation#start} or after the end. */
    NOT_RUNNING,
    DATAGRAM_TOO_LONG,
    /** A header or a record that the datagram does not hold whole. */
    RECORD_TRUNCATED,
    TOO_MANY_RECORDS,
    /** A content type that DTLS 1.2 has not, or that is not negotiated. */
    UNKNOWN_CONTENT,
    UNKNOWN_VERSION,
    /** Beyond 1: there is no renegotiation. */
    UNKNOWN_EPOCH,
    /** Unauthenticated: must end nothing. */
    ALERT_IN_CLEAR,
    APPLICATION_DATA_IN_CLEAR,
    /** A ChangeCipherSpec that is not one byte 1, or is encrypted. */
    BAD_CHANGE_CIPHER_SPEC,
    /** ChangeCipherSpec, or an encrypted record, while messages that go before are missing. */
    BEFORE_KEYS,
    /** Shorter than nonce and tag. */
    ENCRYPTED_TOO_SHORT,
    /** A handshake message that this role does not receive in the clear. */
    UNEXPECTED_MESSAGE,
    MESSAGE_TOO_LONG,
    /** A fragment that its record does not hold whole, or that ends beyond its message. */
    BAD_FRAGMENT,
    /** A fragment of nothing, of a message that is not empty. */
    EMPTY_FRAGMENT,
    TOO_MANY_FRAGMENTS,
    /** Too far ahead of what is complete. */
    OUT_OF_WINDOW,
    /** The same message_seq with another type or length than before. */
    CONFLICTING_MESSAGE,
    TOO_MANY_BYTES,
    /** What came before is not worked off yet. */
    QUEUE_FULL
}
