package dev.ephyra.sdk;

/** How a peer connects. */
public enum PeerType {
    /** As a browser does. */
    WEBRTC,
    /** One that this version of the SDK does not know. */
    UNKNOWN;

    static PeerType of(String wire) {
        return Wire.constant(PeerType.values(), wire, UNKNOWN);
    }
}
