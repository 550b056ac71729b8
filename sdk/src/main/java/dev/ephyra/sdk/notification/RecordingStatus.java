package dev.ephyra.sdk.notification;

/** What became of a recording. */
public enum RecordingStatus {
    /** Not told, or a status that this version does not know. */
    UNKNOWN,
    /** It goes on. */
    ACTIVE,
    /** It ended. */
    FINISHED,
    /** It can be had. */
    AVAILABLE,
    /** There is none. */
    FAILED
}
