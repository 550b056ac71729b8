package dev.ephyra.webrtc.connection.client;

import dev.ephyra.webrtc.rtcp.RtcpPacket.SenderReport;

/** A stream that a client publishes. Owned by the thread of its client. */
public sealed interface SyntheticStream permits SyntheticVideo, SyntheticAudio {
    /** The section it is sent in. */
    String mid();

    /** The encoding; empty without simulcast. */
    String rid();

    /** 32 bits, unsigned in an int. */
    int ssrc();

    /** Sends what is due. */
    void onTime(long nowNanos);

    /** Sends again what a receiver misses. */
    void missing(int[] sequenceNumbers, long nowNanos);

    /** Makes the next frame a key frame. */
    void keyFrameWanted();

    /** Stops sending until {@link #resume}. */
    void pause();

    /** Begins anew, with a key frame. */
    void resume(long nowNanos);

    /** Packets without retransmissions. */
    long packetsSent();

    SenderReport report(long nowNanos);
}
