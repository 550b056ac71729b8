package dev.ephyra.webrtc.connection;

/** Why an outbound stream is made of another encoding of its track than before. */
public enum EncodingChange {
    /** There was none before. */
    BEGAN,
    /** The one before is not sent any more. */
    PAUSED,
    /** The subscriber asked for it. */
    WANTED,
    /** It is sent again, and nearer to what the subscriber asked for. */
    RESUMED
}
