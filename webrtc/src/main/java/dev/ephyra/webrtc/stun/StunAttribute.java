package dev.ephyra.webrtc.stun;

/**
 * The attributes that are known by name here. Types below 0x8000 must be understood by whoever gets them (RFC 8489
 * section 14); which of them one understands depends on the usage: see {@link StunMessage#notUnderstood}.
 */
public enum StunAttribute {
    USERNAME(0x0006),
    MESSAGE_INTEGRITY(0x0008),
    ERROR_CODE(0x0009),
    UNKNOWN_ATTRIBUTES(0x000A),
    CHANNEL_NUMBER(0x000C),
    LIFETIME(0x000D),
    XOR_PEER_ADDRESS(0x0012),
    DATA(0x0013),
    REALM(0x0014),
    NONCE(0x0015),
    XOR_RELAYED_ADDRESS(0x0016),
    REQUESTED_ADDRESS_FAMILY(0x0017),
    EVEN_PORT(0x0018),
    REQUESTED_TRANSPORT(0x0019),
    DONT_FRAGMENT(0x001A),
    XOR_MAPPED_ADDRESS(0x0020),
    RESERVATION_TOKEN(0x0022),
    /** RFC 8445 section 16.1, as the next one. */
    PRIORITY(0x0024),
    USE_CANDIDATE(0x0025),
    FINGERPRINT(0x8028),
    ICE_CONTROLLED(0x8029),
    ICE_CONTROLLING(0x802A);

    private final int type;

    StunAttribute(int type) {
        this.type = type;
    }

    /** The 16-bit type on the wire. */
    public int type() {
        return type;
    }
}
