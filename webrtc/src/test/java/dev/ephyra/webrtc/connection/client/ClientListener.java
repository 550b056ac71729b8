package dev.ephyra.webrtc.connection.client;

import dev.ephyra.webrtc.rtcp.RtcpPacket;
import java.util.List;

/** What a test may want to see of a client. Called on the client's thread. */
public interface ClientListener {
    /** A packet that had not been here. */
    default void received(ReceivedPacket packet) {}

    /** What the server tells by RTCP. */
    default void told(RtcpPacket packet, long nowNanos) {}

    /** The same, as it came together. */
    default void toldTogether(List<RtcpPacket> packets) {}
}
