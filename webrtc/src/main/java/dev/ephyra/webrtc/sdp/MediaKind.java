package dev.ephyra.webrtc.sdp;

/** What a media section is about. */
public enum MediaKind {
    AUDIO,
    VIDEO,
    /** Data channels over SCTP (RFC 8841), or what is not known here. */
    APPLICATION
}
