package dev.ephyra.component.worker.protocol;

import dev.ephyra.room.TrackType;

/** What a worker says. */
public sealed interface FromWorker {
    /** It can begin: its first message. */
    record Ready(int version) implements FromWorker {}

    /** It lives; to be said each second. */
    record Alive() implements FromWorker {}

    /**
     * What the worker is there for, in a form that its component knows.
     *
     * @param kind 0 to 255
     * @param bytes not to be changed
     */
    record Payload(int kind, byte[] bytes) implements FromWorker {}

    /**
     * It publishes a track: H.264 or Opus.
     *
     * @param number by which it names the track, 0 to {@link FromWorkerCodec#MAX_TRACK_NUMBER}; may be used again once
     *     the track is unpublished
     */
    record Publish(int number, TrackType type) implements FromWorker {}

    /** It publishes the track no more. */
    record Unpublish(int number) implements FromWorker {}

    /**
     * A packet of a track that it publishes.
     *
     * @param timestamp 32 bits, in ticks of the codec's clock
     * @param payload not to be changed; at most {@link dev.ephyra.component.ComponentTrack#MAX_PAYLOAD_BYTES} bytes
     */
    record Packet(int track, int timestamp, boolean marker, byte[] payload) implements FromWorker {}

    /** The clocks of a track that it publishes agree on this. */
    record Clock(int track, long unixNanos, int timestamp) implements FromWorker {}

    /** It cannot go on with a track that it receives without a key frame. */
    record RequestKeyFrame(int track) implements FromWorker {}

    /** Its work is done: its last message. */
    record Finished() implements FromWorker {}

    /** It cannot go on: its last message. {@code reason} is for people, and holds no secrets. */
    record Failed(String reason) implements FromWorker {}
}
