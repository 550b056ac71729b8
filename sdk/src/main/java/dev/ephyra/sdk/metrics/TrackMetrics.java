package dev.ephyra.sdk.metrics;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A track as one endpoint sends or receives it. Each accessor is empty where the server did not say; counters are since the
 * track began.
 *
 * @param trackId of the track
 * @param direction which way it goes
 * @param rid which encoding of an inbound track, as in {@code h}; empty if it has one only
 * @param values everything measured
 * @param rtx of the stream of retransmissions of an inbound track
 */
public record TrackMetrics(
        String trackId, Direction direction, Optional<String> rid, Measurements values, Optional<Measurements> rtx) {
    /** Which way a track goes, seen from the server. */
    public enum Direction {
        /** From the endpoint to the server. */
        INBOUND,
        /** From the server to the endpoint. */
        OUTBOUND
    }

    /** RTP packets of it. */
    public OptionalLong packets() {
        return values.whole(prefix() + "packets");
    }

    /** RTP bytes of it. */
    public OptionalLong bytes() {
        return values.whole(direction == Direction.INBOUND ? "inbound-rtp.bytes_received" : "outbound-rtp.bytes");
    }

    /** RTP packets with the marker bit: ends of frames of video. */
    public OptionalLong markers() {
        return values.whole(
                direction == Direction.INBOUND ? "inbound-rtp.markers_received" : "outbound-rtp.markers_sent");
    }

    /** Frames received; of inbound video. */
    public OptionalLong frames() {
        return values.whole("inbound-rtp.frames");
    }

    /** Key frames received; of inbound video. */
    public OptionalLong keyframes() {
        return values.whole("inbound-rtp.keyframes");
    }

    /** The codec, as in {@code VP8}; of inbound tracks. */
    public Optional<String> encoding() {
        return values.text("inbound-rtp.encoding");
    }

    /** The RTP source; of inbound tracks. */
    public OptionalLong ssrc() {
        return values.whole("inbound-rtp.ssrc");
    }

    /** Which encoding is sent: {@code low}, {@code medium} or {@code high}; of outbound tracks. */
    public Optional<String> variant() {
        return values.text("outbound-rtp.variant");
    }

    /** Why it is that one; of outbound tracks. */
    public Optional<String> variantReason() {
        return values.text("outbound-rtp.variant-reason");
    }

    /** Packets sent again; of outbound tracks. */
    public OptionalLong rtxSent() {
        return values.whole("outbound-rtp.rtx_sent");
    }

    private String prefix() {
        return direction == Direction.INBOUND ? "inbound-rtp." : "outbound-rtp.";
    }
}
