package dev.ephyra.media;

import dev.ephyra.room.ConnectionId;
import dev.ephyra.webrtc.connection.ConnectionCounters;
import dev.ephyra.webrtc.connection.Encoding;
import dev.ephyra.webrtc.connection.EncodingChange;
import dev.ephyra.webrtc.connection.StreamCounters;
import dev.ephyra.webrtc.sdp.Codec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What has passed on every connection until one moment. Nobody writes to what is in it.
 *
 * @param takenNanos that moment, monotonic
 * @param connections those that there are, established or not
 */
public record MediaFigures(long takenNanos, Map<ConnectionId, OfConnection> connections) {
    /** No media at all. */
    public static final MediaFigures NONE = new MediaFigures(0, Map.of());

    public MediaFigures {
        connections = Map.copyOf(connections);
    }

    /**
     * Of one connection.
     *
     * @param forwarded datagrams of its peer's media that were worked off
     * @param forwardedNanos how long those were in the server, from the read to the last send each led to
     * @param inbound the streams that have begun
     * @param outbound the streams of its plan, whether anything went out or not
     */
    public record OfConnection(
            ConnectionCounters counters,
            long forwarded,
            long forwardedNanos,
            List<Inbound> inbound,
            List<Outbound> outbound) {
        public OfConnection {
            inbound = List.copyOf(inbound);
            outbound = List.copyOf(outbound);
        }
    }

    /**
     * A stream that a peer sends.
     *
     * @param ssrc 32 bits, unsigned in an int
     */
    public record Inbound(String trackId, Encoding encoding, Codec codec, int ssrc, StreamCounters counters) {}

    /**
     * A track that is sent to a peer.
     *
     * @param encoding which it is made of; empty before its first packet
     * @param change why; empty before its first packet
     */
    public record Outbound(
            String trackId, Optional<Encoding> encoding, Optional<EncodingChange> change, StreamCounters counters) {}
}
