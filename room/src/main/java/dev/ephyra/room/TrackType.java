package dev.ephyra.room;

/** The kind of media a track carries. */
public enum TrackType {
    AUDIO,
    VIDEO
}
