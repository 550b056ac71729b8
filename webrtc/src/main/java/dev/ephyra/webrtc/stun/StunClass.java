package dev.ephyra.webrtc.stun;

/** The class of a STUN message (RFC 8489 section 5). */
public enum StunClass {
    REQUEST(0x000),
    INDICATION(0x010),
    SUCCESS(0x100),
    ERROR(0x110);

    /** The two class bits, C1 and C0, lie apart in the message type. */
    private static final int MASK = 0x110;

    private static final StunClass[] ALL = values();

    private final int bits;

    StunClass(int bits) {
        this.bits = bits;
    }

    int bits() {
        return bits;
    }

    static StunClass of(int messageType) {
        int bits = messageType & MASK;
        return ALL[(bits >> 7 & 2) | (bits >> 4 & 1)];
    }
}
