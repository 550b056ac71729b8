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

    /**
     * Brings a camera in.
     *
     * @param sourceUri where it is; may hold a password, which no log and no notification repeats
     * @param rtpPort of UDP, 0 for one that is free
     */
    record Rtsp(
            String sourceUri, int rtpPort, long reconnectDelayMillis, long keepAliveIntervalMillis, boolean pierceNat)
            implements ComponentOptions {
        @Override
        public String toString() {
            return "Rtsp[rtpPort=" + rtpPort + "]";
        }
    }
}
