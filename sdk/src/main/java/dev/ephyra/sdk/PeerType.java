package dev.ephyra.sdk;

/** How a peer connects. Notifications tell it only if they are of Fishjam's cloud. */
public enum PeerType {
    /** As a browser does. */
    WEBRTC,
    /** As a program; servers of this API have none, newer ones do. */
    AGENT,
    /** As an agent of Vapi; servers of this API have none, newer ones do. */
    VAPI,
    /** Not told, or one that this version of the SDK does not know. */
    UNKNOWN;

    static PeerType of(String wire) {
        return ApiValues.constant(PeerType.values(), wire, UNKNOWN);
    }
}
