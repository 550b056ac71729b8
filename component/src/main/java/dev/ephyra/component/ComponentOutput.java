package dev.ephyra.component;

import dev.ephyra.room.CrashCause;
import dev.ephyra.room.Track;
import dev.ephyra.room.TrackId;

/** What a {@link ComponentLife} asks for. */
public sealed interface ComponentOutput {
    /** The room is to be told of a track. */
    record TrackAdded(Track track) implements ComponentOutput {}

    /** The room is to be told that a track is gone. */
    record TrackRemoved(TrackId track) implements ComponentOutput {}

    /** No packet of the track is to be handed on any more. */
    record CloseTrack(TrackId track) implements ComponentOutput {}

    /** The room is to be told that the source has come to its end. */
    record Finished() implements ComponentOutput {}

    /** The room is to be told that it broke. */
    record Crashed(CrashCause cause, String reason) implements ComponentOutput {}

    /** The thread is to end. */
    record Interrupt() implements ComponentOutput {}

    /** The thread does not end, and is not waited for any longer. */
    record Abandon() implements ComponentOutput {}
}
