package dev.ephyra.sdk.notification;

/** What a peer is. Only the cloud of Fishjam tells it. */
public enum PeerType {
    /** Not told, or a kind that this version does not know. */
    UNKNOWN,
    /** A person, with a browser or an app. */
    WEBRTC,
    /** A program. */
    AGENT,
    /** An agent of Vapi. */
    VAPI
}
