package dev.ephyra.webrtc.stun;

import org.jspecify.annotations.Nullable;

/** The methods that are spoken here: STUN's own and TURN's (RFC 8489 section 18.2, RFC 8656 section 17). */
public enum StunMethod {
    BINDING(1),
    ALLOCATE(3),
    REFRESH(4),
    SEND(6),
    DATA(7),
    CREATE_PERMISSION(8),
    CHANNEL_BIND(9);

    private final int code;

    StunMethod(int code) {
        this.code = code;
    }

    /** Methods above 15 spread over more bits of the type; there are none here, so the code is its own bits. */
    int bits() {
        return code;
    }

    static @Nullable StunMethod of(int messageType) {
        int bits = messageType & ~StunClass.ERROR.bits();
        for (StunMethod method : values()) {
            if (method.code == bits) {
                return method;
            }
        }
        return null;
    }
}
