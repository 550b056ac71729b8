package dev.ephyra.component.worker.protocol;

import dev.ephyra.component.TrackCodec;

/** What a worker is told. */
public sealed interface ToWorker {
    /**
     * It receives a track from now on.
     *
     * @param number by which packets name it, and no other track of this worker ever
     * @param id by which the room knows it
     */
    record TrackAdded(int number, String id, TrackCodec codec) implements ToWorker {}

    /** It receives the track no more. */
    record TrackRemoved(int number) implements ToWorker {}

    /**
     * A packet of a track that it receives.
     *
     * @param sequence does not wrap; has a hole where something was lost, or the worker was too slow
     * @param timestamp 32 bits, in ticks of the codec's clock
     * @param payload not to be changed
     */
    record Packet(int track, long sequence, int timestamp, boolean marker, byte[] payload) implements ToWorker {}

    /**
     * The source of a track that it receives says that its clocks agree on this. Holds until the next one.
     *
     * @param unixNanos nanoseconds since 1970 by the source's clock, which may be anything
     * @param timestamp as those of packets, and not of one of them
     */
    record Clock(int track, long unixNanos, int timestamp) implements ToWorker {}

    /** It is to end. The last message; the worker's input ends behind it. */
    record Stop() implements ToWorker {}
}
