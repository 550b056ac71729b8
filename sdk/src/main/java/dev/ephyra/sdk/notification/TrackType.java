package dev.ephyra.sdk.notification;

/** What a track carries. */
public enum TrackType {
    /** Not told, or a kind that this version does not know. */
    UNKNOWN,
    /** A picture. */
    VIDEO,
    /** Sound. */
    AUDIO
}
