package dev.ephyra.bench.media;

import dev.ephyra.webrtc.sdp.Codec;

/**
 * One publisher and how many get what it sends.
 *
 * @param packetsPerSecond of the publisher, evenly spaced
 * @param packetBytes of each, RTP header included, before it is protected; at most 1,200
 */
public record MediaLoad(int packetsPerSecond, int subscribers, int packetBytes, Codec codec) {
    /** The same with another number of subscribers. */
    public MediaLoad with(int newSubscribers) {
        return new MediaLoad(packetsPerSecond, newSubscribers, packetBytes, codec);
    }

    /** What a server that loses nothing forwards. */
    public int forwardedPerSecond() {
        return packetsPerSecond * subscribers;
    }
}
