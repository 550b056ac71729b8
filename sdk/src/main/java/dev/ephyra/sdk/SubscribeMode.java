package dev.ephyra.sdk;

/** Whose tracks an HLS or recording component takes. */
public enum SubscribeMode {
    /** Those of everybody in the room. */
    AUTO,
    /** Those named with {@link RoomApi#subscribe}. */
    MANUAL,
    /** One that this version of the SDK does not know. The server may answer it; it cannot be asked for. */
    UNKNOWN;

    static SubscribeMode of(String wire) {
        return Wire.constant(SubscribeMode.values(), wire, UNKNOWN);
    }
}
