package dev.ephyra.sdk;

/** What a track carries. */
public enum TrackType {
    /** Sound. */
    AUDIO,
    /** Pictures. */
    VIDEO,
    /** One that this version of the SDK does not know. */
    UNKNOWN;

    static TrackType of(String wire) {
        return Wire.constant(TrackType.values(), wire, UNKNOWN);
    }
}
