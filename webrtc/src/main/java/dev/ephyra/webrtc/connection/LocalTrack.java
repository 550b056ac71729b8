package dev.ephyra.webrtc.connection;

import dev.ephyra.webrtc.rtcp.RtcpPacket.SenderReport;
import dev.ephyra.webrtc.rtp.RtpPacket;
import dev.ephyra.webrtc.sdp.Codec;
import dev.ephyra.webrtc.sdp.Direction;
import dev.ephyra.webrtc.sdp.ExtensionIds;
import dev.ephyra.webrtc.sdp.FeedbackTypes;
import dev.ephyra.webrtc.sdp.NegotiatedLine;
import dev.ephyra.webrtc.sdp.Source;
import java.util.List;

/**
 * A track that this server publishes itself: its packets are handed on as if they had come from a peer, who never answers a
 * request for a key frame. Owned by the thread of its room's media.
 */
public final class LocalTrack {
    /** What a line would have said; no peer sees it. */
    private static final int PAYLOAD_TYPE = 96;

    private final TrackStreams streams;
    private final InboundStream stream;
    private final RtpPacket packet = new RtpPacket();

    public LocalTrack(String trackId, Codec codec, int ssrc) {
        NegotiatedLine line = new NegotiatedLine(
                "",
                Direction.RECVONLY,
                codec,
                PAYLOAD_TYPE,
                -1,
                ExtensionIds.NONE,
                FeedbackTypes.NONE,
                List.of(Source.of(ssrc)),
                List.of());
        streams = new TrackStreams(trackId);
        stream = new InboundStream(streams, line, Encoding.ONLY, ssrc);
        streams.replace(stream);
    }

    /** As subscribers attach to it. */
    public TrackStreams streams() {
        return streams;
    }

    /**
     * Hands a whole RTP packet to the subscribers.
     *
     * @return false if it is none, or repeats one
     */
    public boolean send(byte[] buffer, int offset, int length, long nowNanos) {
        if (!packet.wrap(buffer, offset, length)) {
            return false;
        }
        long sequence = stream.receive(packet, nowNanos);
        if (sequence >= 0) {
            streams.handOn(stream, sequence, packet, nowNanos);
        }
        return sequence >= 0;
    }

    /**
     * The source's clocks agree on this (RFC 3550 section 6.4.1).
     *
     * @param ntp 32 bits of seconds since 1900, 32 of fractions
     */
    public void clock(long ntp, int timestamp, long nowNanos) {
        SenderReport report = new SenderReport(stream.ssrc(), ntp, timestamp, 0, 0, List.of());
        stream.senderReport(report, nowNanos);
        streams.sourceReported(stream, report, nowNanos);
    }
}
