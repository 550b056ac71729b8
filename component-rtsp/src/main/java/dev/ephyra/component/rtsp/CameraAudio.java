package dev.ephyra.component.rtsp;

/** What a description has to hear. Peers here negotiate Opus, so nothing else is taken. */
sealed interface CameraAudio {
    /** Nothing. */
    record None() implements CameraAudio {}

    /**
     * Opus (RFC 7587); how many channels, its packets say themselves.
     *
     * @param control its URL, absolute
     * @param payloadType 0 to 127, not that of the video
     */
    record Opus(String control, int payloadType) implements CameraAudio {}

    /**
     * Something that cannot be taken.
     *
     * @param why for people, may hold words of the camera
     */
    record LeftOut(String why) implements CameraAudio {}
}
