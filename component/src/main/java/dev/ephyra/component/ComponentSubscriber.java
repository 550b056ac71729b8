package dev.ephyra.component;

import dev.ephyra.room.TrackId;

/**
 * Receives tracks of a component's room. Called by one thread at a time, that of the room's media: nothing here may block,
 * and what cannot be taken is dropped. A track is added before its first packet, and removed behind its last.
 */
public interface ComponentSubscriber {
    /** The first packet of a track follows: it is published, and something came that one can begin with. */
    void trackAdded(TrackId track, TrackCodec codec);

    /** Nobody publishes the track any more; one that was not added is ignored. */
    void trackRemoved(TrackId track);

    /**
     * A packet of a track, in the order in which packets came; of tracks that were not added it is ignored.
     *
     * @param payload copied from {@code offset}, {@code length} bytes; without padding
     * @param sequence does not wrap, and has a hole where something was lost
     * @param timestamp 32 bits, in ticks of the codec's clock
     * @param marker of RTP: the last packet of a picture, the first after silence
     */
    void packet(TrackId track, byte[] payload, int offset, int length, long sequence, int timestamp, boolean marker);

    /**
     * The source says that its clocks agree on this, so that tracks of one publisher can be put together; of tracks that
     * were not added it is ignored. Holds until the next one; not every source says it, and none before its first packet.
     *
     * @param unixNanos nanoseconds since 1970 by the source's clock, which may be anything
     * @param timestamp as those of packets, and not of one of them: they are apart by what passed between
     */
    void clock(TrackId track, long unixNanos, int timestamp);
}
