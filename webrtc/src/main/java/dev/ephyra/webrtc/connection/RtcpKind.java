package dev.ephyra.webrtc.connection;

/** The RTCP packets that are about one stream, as they are counted. */
public enum RtcpKind {
    SENDER_REPORT,
    RECEIVER_REPORT,
    NACK,
    /** Picture loss indication. */
    PLI,
    /** Full intra request. */
    FIR
}
