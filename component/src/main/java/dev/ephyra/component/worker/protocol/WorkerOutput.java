package dev.ephyra.component.worker.protocol;

import dev.ephyra.room.TrackType;

/** What a {@link WorkerSession} asks for. */
public sealed interface WorkerOutput {
    /** It is ready: what it receives is to be handed to it from now on. */
    record Begun() implements WorkerOutput {}

    /** Its component gets something. */
    record Payload(int kind, byte[] bytes) implements WorkerOutput {}

    /** It publishes a track, under a number that no other open one has. */
    record OpenTrack(int number, TrackType type) implements WorkerOutput {}

    /** It publishes the track no more. */
    record CloseTrack(int number) implements WorkerOutput {}

    /** A packet of a track that is open. */
    record Send(int number, int timestamp, boolean marker, byte[] payload) implements WorkerOutput {}

    /** The clocks of a track that is open agree on this. */
    record Clock(int number, long unixNanos, int timestamp) implements WorkerOutput {}

    /** It wants a key frame of a track that it receives, or received a moment ago, or made up. */
    record RequestKeyFrame(int track) implements WorkerOutput {}

    /** It is to be told to end. */
    record TellStop() implements WorkerOutput {}

    /** It is to be killed. */
    record Kill() implements WorkerOutput {}

    /** It is over; nothing follows. */
    record Ended(WorkerOutcome outcome) implements WorkerOutput {}
}
