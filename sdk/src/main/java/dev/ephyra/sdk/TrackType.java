package dev.ephyra.sdk;

/** What a track carries. */
public enum TrackType {
    /** Sound. */
    AUDIO,
    /** Pictures. */
    VIDEO,
    /** Not told, or one that this version of the SDK does not know. */
    UNKNOWN;

    static TrackType of(String wire) {
        return ApiValues.constant(TrackType.values(), wire, UNKNOWN);
    }
}
