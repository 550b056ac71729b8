package dev.ephyra.room;

/** What a component is to do, checked. */
public sealed interface ComponentOptions {
    /** Nothing: it is in the room and does not run, as in test events. */
    record None() implements ComponentOptions {}

    /**
     * Plays a file.
     *
     * @param filePath relative to the folder of sources
     * @param type what is in it
     * @param framesPerSecond of video, positive; of no meaning for audio
     */
    record File(String filePath, TrackType type, int framesPerSecond) implements ComponentOptions {}
}
