package dev.ephyra.notify.metrics;

/** What a report tells of an endpoint or a track, by Fishjam's names, in the order in which it is written. */
public enum Measure {
    ICE_PACKETS_RECEIVED("ice.packets_received", Kind.RATED),
    ICE_BYTES_RECEIVED("ice.bytes_received", Kind.RATED),
    ICE_PACKETS_SENT("ice.packets_sent", Kind.RATED),
    ICE_BYTES_SENT("ice.bytes_sent", Kind.RATED),
    ICE_BINDING_REQUESTS_RECEIVED("ice.binding_requests_received", Kind.COUNT),
    ICE_BINDING_RESPONSES_SENT("ice.binding_responses_sent", Kind.COUNT),
    ICE_PORT("ice.port", Kind.LATEST),
    ICE_PROTOCOL("ice.protocol", Kind.LATEST),
    ICE_BUFFERS_PROCESSED("ice.buffers_processed", Kind.COUNT),
    /** Microseconds. */
    ICE_BUFFERS_PROCESSED_TIME("ice.buffers_processed_time", Kind.COUNT),
    SDP_OFFER("sdp.offer", Kind.DESCRIPTION),
    SDP_ANSWER("sdp.answer", Kind.DESCRIPTION),
    INBOUND_ENCODING("inbound-rtp.encoding", Kind.LATEST),
    INBOUND_SSRC("inbound-rtp.ssrc", Kind.LATEST),
    INBOUND_PACKETS("inbound-rtp.packets", Kind.RATED),
    INBOUND_BYTES("inbound-rtp.bytes_received", Kind.RATED),
    INBOUND_MARKERS("inbound-rtp.markers_received", Kind.RATED),
    INBOUND_FRAMES("inbound-rtp.frames", Kind.COUNT),
    INBOUND_KEYFRAMES("inbound-rtp.keyframes", Kind.COUNT),
    OUTBOUND_VARIANT("outbound-rtp.variant", Kind.LATEST),
    OUTBOUND_VARIANT_REASON("outbound-rtp.variant-reason", Kind.LATEST),
    OUTBOUND_PACKETS("outbound-rtp.packets", Kind.RATED),
    OUTBOUND_BYTES("outbound-rtp.bytes", Kind.RATED),
    OUTBOUND_MARKERS("outbound-rtp.markers_sent", Kind.RATED),
    OUTBOUND_RTX_SENT("outbound-rtp.rtx_sent", Kind.COUNT),
    RTCP_PACKETS_RECEIVED("rtcp.total_packets_received", Kind.COUNT),
    RTCP_PACKETS_SENT("rtcp.total_packets_sent", Kind.COUNT),
    RTCP_NACK_SENT("rtcp.nack_sent", Kind.COUNT),
    RTCP_NACK_RECEIVED("rtcp.nack_received", Kind.COUNT),
    RTCP_FIR_SENT("rtcp.fir_sent", Kind.COUNT),
    RTCP_FIR_RECEIVED("rtcp.fir_received", Kind.COUNT),
    /** Ours: Fishjam's server asks for key frames by FIR only. */
    RTCP_PLI_SENT("rtcp.pli_sent", Kind.COUNT),
    RTCP_PLI_RECEIVED("rtcp.pli_received", Kind.COUNT),
    RTCP_SENDER_REPORTS_SENT("rtcp.sender_reports_sent", Kind.COUNT),
    RTCP_SENDER_REPORTS_RECEIVED("rtcp.sender_reports_received", Kind.COUNT),
    RTCP_RECEIVER_REPORTS_SENT("rtcp.receiver_reports_sent", Kind.COUNT),
    RTCP_RECEIVER_REPORTS_RECEIVED("rtcp.receiver_reports_received", Kind.COUNT);

    /** How a value goes on in time. */
    enum Kind {
        /** Since the connection or the track began. */
        COUNT,
        /** The same, and beside it how fast it grows. */
        RATED,
        /** What is so now. */
        LATEST,
        /** The same, and long. */
        DESCRIPTION
    }

    private final String key;
    private final Kind kind;

    Measure(String key, Kind kind) {
        this.key = key;
        this.kind = kind;
    }

    /** Its name in a report. */
    public String key() {
        return key;
    }

    Kind kind() {
        return kind;
    }
}
