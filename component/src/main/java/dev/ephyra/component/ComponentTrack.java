package dev.ephyra.component;

/**
 * A track that a component publishes. Owned by the component's thread, which waits here for media that are behind: a second
 * in all at most, then packets are dropped.
 */
public interface ComponentTrack extends AutoCloseable {
    /**
     * Hands a packet to everybody who subscribed. Timestamps and sequence numbers are the source's own; each subscriber
     * gets its own.
     *
     * @param payload copied from {@code offset}, {@code length} bytes: at most {@link #MAX_PAYLOAD_BYTES}
     * @param timestamp 32 bits, in ticks of the codec's clock
     * @param marker of RTP: the last packet of a picture, the first after silence
     */
    void send(byte[] payload, int offset, int length, int timestamp, boolean marker);

    /** Such packets pass every usual path without fragments: 1,280 B of IPv6 less headers, SRTP and extensions. */
    int MAX_PAYLOAD_BYTES = 1_150;

    /** The source's clocks agree on this, so that tracks of one component are played in step. */
    void clock(long unixNanos, int timestamp);

    /** The track is over. */
    @Override
    void close();
}
