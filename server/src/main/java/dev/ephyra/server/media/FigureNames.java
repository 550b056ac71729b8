package dev.ephyra.server.media;

import dev.ephyra.media.MediaFigures;
import dev.ephyra.notify.metrics.EndpointFigures;
import dev.ephyra.notify.metrics.EndpointFigures.OfTrack;
import dev.ephyra.notify.metrics.Measure;
import dev.ephyra.notify.metrics.Measured;
import dev.ephyra.room.TrackId;
import dev.ephyra.webrtc.connection.ConnectionCounters;
import dev.ephyra.webrtc.connection.Encoding;
import dev.ephyra.webrtc.connection.RtcpKind;
import dev.ephyra.webrtc.connection.StreamCounters;
import dev.ephyra.webrtc.sdp.MediaKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Gives what media count the names of the metrics report. Stateless. */
final class FigureNames {
    private static final long NANOS_PER_MICRO = 1_000;

    private FigureNames() {}

    static EndpointFigures endpoint(
            long takenNanos, MediaFigures.OfConnection figures, int port, Optional<Descriptions.Described> described) {
        List<OfTrack> tracks = new ArrayList<>();
        figures.inbound().forEach(stream -> tracks.add(inbound(stream)));
        figures.outbound().forEach(stream -> tracks.add(outbound(stream)));
        return new EndpointFigures(takenNanos, own(figures, port, described), tracks);
    }

    private static Measured own(
            MediaFigures.OfConnection figures, int port, Optional<Descriptions.Described> described) {
        ConnectionCounters counters = figures.counters();
        Measured.Builder own = new Measured.Builder()
                .count(Measure.ICE_PACKETS_RECEIVED, counters.packetsReceived() - counters.checksReceived())
                .count(Measure.ICE_BYTES_RECEIVED, counters.bytesReceived() - counters.checkBytesReceived())
                .count(Measure.ICE_PACKETS_SENT, counters.packetsSent() - counters.checksAnswered())
                .count(Measure.ICE_BYTES_SENT, counters.bytesSent() - counters.answerBytesSent())
                .count(Measure.ICE_BINDING_REQUESTS_RECEIVED, counters.checksReceived())
                .count(Measure.ICE_BINDING_RESPONSES_SENT, counters.checksAnswered())
                .number(Measure.ICE_PORT, port)
                .text(Measure.ICE_PROTOCOL, "udp")
                .count(Measure.ICE_BUFFERS_PROCESSED, figures.forwarded())
                .count(Measure.ICE_BUFFERS_PROCESSED_TIME, figures.forwardedNanos() / NANOS_PER_MICRO);
        described.ifPresent(
                texts -> own.text(Measure.SDP_OFFER, texts.offer()).text(Measure.SDP_ANSWER, texts.answer()));
        return own.build();
    }

    private static OfTrack inbound(MediaFigures.Inbound stream) {
        StreamCounters counters = stream.counters();
        Measured.Builder own = new Measured.Builder()
                .text(Measure.INBOUND_ENCODING, encodingName(stream))
                .number(Measure.INBOUND_SSRC, Integer.toUnsignedLong(stream.ssrc()))
                .count(Measure.INBOUND_PACKETS, counters.packets())
                .count(Measure.INBOUND_BYTES, counters.bytes())
                .count(Measure.INBOUND_MARKERS, counters.markers())
                .count(Measure.INBOUND_FRAMES, stream.codec().kind() == MediaKind.VIDEO ? counters.markers() : 0)
                .count(Measure.INBOUND_KEYFRAMES, counters.keyFrames());
        Optional<String> rid = Optional.of(stream.encoding().rid());
        return new OfTrack(
                new TrackId(stream.trackId()), rid, told(own, counters).build(), retransmissions(counters));
    }

    private static String encodingName(MediaFigures.Inbound stream) {
        return switch (stream.codec()) {
            case OPUS -> "OPUS";
            case VP8 -> "VP8";
            case H264 -> "H264";
        };
    }

    private static Measured retransmissions(StreamCounters counters) {
        if (counters.repairs() == 0) {
            return Measured.NOTHING;
        }
        return new Measured.Builder()
                .text(Measure.INBOUND_ENCODING, "rtx")
                .count(Measure.INBOUND_PACKETS, counters.repairs())
                .count(Measure.INBOUND_BYTES, counters.repairBytes())
                .build();
    }

    private static OfTrack outbound(MediaFigures.Outbound stream) {
        StreamCounters counters = stream.counters();
        Measured.Builder own = new Measured.Builder()
                .count(Measure.OUTBOUND_PACKETS, counters.packets())
                .count(Measure.OUTBOUND_BYTES, counters.bytes())
                .count(Measure.OUTBOUND_MARKERS, counters.markers())
                .count(Measure.OUTBOUND_RTX_SENT, counters.repairs());
        stream.encoding().ifPresent(encoding -> own.text(Measure.OUTBOUND_VARIANT, variant(encoding)));
        stream.change()
                .ifPresent(change -> own.text(
                        Measure.OUTBOUND_VARIANT_REASON,
                        EncodingTerms.reason(change).wireName()));
        return new OfTrack(
                new TrackId(stream.trackId()),
                Optional.empty(),
                told(own, counters).build(),
                Measured.NOTHING);
    }

    private static String variant(Encoding encoding) {
        return EncodingTerms.encoding(encoding).name().toLowerCase(Locale.ROOT);
    }

    private static Measured.Builder told(Measured.Builder own, StreamCounters counters) {
        return own.count(Measure.RTCP_PACKETS_SENT, counters.toldInAll())
                .count(Measure.RTCP_PACKETS_RECEIVED, counters.heardInAll())
                .count(Measure.RTCP_NACK_SENT, counters.told(RtcpKind.NACK))
                .count(Measure.RTCP_NACK_RECEIVED, counters.heard(RtcpKind.NACK))
                .count(Measure.RTCP_FIR_SENT, counters.told(RtcpKind.FIR))
                .count(Measure.RTCP_FIR_RECEIVED, counters.heard(RtcpKind.FIR))
                .count(Measure.RTCP_PLI_SENT, counters.told(RtcpKind.PLI))
                .count(Measure.RTCP_PLI_RECEIVED, counters.heard(RtcpKind.PLI))
                .count(Measure.RTCP_SENDER_REPORTS_SENT, counters.told(RtcpKind.SENDER_REPORT))
                .count(Measure.RTCP_SENDER_REPORTS_RECEIVED, counters.heard(RtcpKind.SENDER_REPORT))
                .count(Measure.RTCP_RECEIVER_REPORTS_SENT, counters.told(RtcpKind.RECEIVER_REPORT))
                .count(Measure.RTCP_RECEIVER_REPORTS_RECEIVED, counters.heard(RtcpKind.RECEIVER_REPORT));
    }
}
