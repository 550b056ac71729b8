package dev.ephyra.conformance;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.notify.metrics.EndpointFigures;
import dev.ephyra.notify.metrics.EndpointFigures.OfTrack;
import dev.ephyra.notify.metrics.Measure;
import dev.ephyra.notify.metrics.Measured;
import dev.ephyra.notify.metrics.MetricsReports;
import dev.ephyra.notify.metrics.Presence;
import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.TrackId;
import dev.ephyra.sdk.metrics.EndpointMetrics;
import dev.ephyra.sdk.metrics.MetricsReport;
import dev.ephyra.sdk.metrics.TrackMetrics;
import dev.ephyra.wire.ServerMessage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the server writes of media, as the Java SDK reads it. */
class MediaReportTest {
    private static final ConnectionId CONNECTION = new ConnectionId(1);

    private final Presence presence = new Presence();
    private final MetricsReports reports = new MetricsReports();

    @Test
    void theSdkReadsWhatTheServerWrites() throws Exception {
        RoomId room = new RoomId("blue");
        presence.apply(room, new RoomEvent.PeerConnected(new PeerId("p"), CONNECTION));
        presence.apply(room, new RoomEvent.PeerMetadataUpdated(new PeerId("p"), new Metadata("{\"name\":\"Ada\"}")));
        report(figures(1));
        EndpointMetrics peer = report(figures(2));

        assertThat(peer.metadata()).isEqualTo(Map.of("name", "Ada"));
        assertThat(peer.bytesReceived()).hasValue(2_000);
        assertThat(peer.values().number("ice.bytes_received-per-second")).hasValue(1_000);
        assertThat(peer.values().number("avg_buff_proc_time")).hasValue(12.5);
        assertThat(peer.port()).hasValue(50_000);
        assertThat(peer.protocol()).contains("udp");
        assertThat(peer.sdpOffer()).contains("v=0\r\n");

        TrackMetrics in = requireNonNull(peer.tracks().get("p:t:h"));
        assertThat(in.trackId()).isEqualTo("p:t");
        assertThat(in.direction()).isEqualTo(TrackMetrics.Direction.INBOUND);
        assertThat(in.rid()).contains("h");
        assertThat(in.packets()).hasValue(20);
        assertThat(in.encoding()).contains("VP8");
        assertThat(in.ssrc()).hasValue(4_294_967_295L);
        assertThat(in.rtx().orElseThrow().text("inbound-rtp.encoding")).contains("rtx");
        TrackMetrics only = requireNonNull(peer.tracks().get("p:a:"));
        assertThat(only.direction()).isEqualTo(TrackMetrics.Direction.INBOUND);
        assertThat(only.rid()).isEmpty();
        TrackMetrics out = requireNonNull(peer.tracks().get("q:t"));
        assertThat(out.direction()).isEqualTo(TrackMetrics.Direction.OUTBOUND);
        assertThat(out.variant()).contains("low");
        assertThat(out.variantReason()).contains("encoding_inactive");
        assertThat(out.rtxSent()).hasValue(2);
        assertThat(out.packets()).hasValue(40);
    }

    private static EndpointFigures figures(int second) {
        Measured own = new Measured.Builder()
                .count(Measure.ICE_BYTES_RECEIVED, 1_000L * second)
                .number(Measure.ICE_PORT, 50_000)
                .text(Measure.ICE_PROTOCOL, "udp")
                .count(Measure.ICE_BUFFERS_PROCESSED, 4L * second)
                .count(Measure.ICE_BUFFERS_PROCESSED_TIME, 50L * second)
                .text(Measure.SDP_OFFER, "v=0\r\n")
                .build();
        Measured high = new Measured.Builder()
                .text(Measure.INBOUND_ENCODING, "VP8")
                .number(Measure.INBOUND_SSRC, 4_294_967_295L)
                .count(Measure.INBOUND_PACKETS, 10L * second)
                .build();
        Measured repairs =
                new Measured.Builder().text(Measure.INBOUND_ENCODING, "rtx").build();
        Measured audio =
                new Measured.Builder().count(Measure.INBOUND_PACKETS, second).build();
        Measured sent = new Measured.Builder()
                .text(Measure.OUTBOUND_VARIANT, "low")
                .text(Measure.OUTBOUND_VARIANT_REASON, "encoding_inactive")
                .count(Measure.OUTBOUND_PACKETS, 20L * second)
                .count(Measure.OUTBOUND_RTX_SENT, second)
                .build();
        return new EndpointFigures(
                second * 1_000_000_000L,
                own,
                List.of(
                        new OfTrack(new TrackId("p:t"), Optional.of("h"), high, repairs),
                        new OfTrack(new TrackId("p:a"), Optional.of(""), audio, Measured.NOTHING),
                        new OfTrack(new TrackId("q:t"), Optional.empty(), sent, Measured.NOTHING)));
    }

    private EndpointMetrics report(EndpointFigures figures) throws Exception {
        List<byte[]> messages = reports.encode(presence, Map.of(CONNECTION, figures));
        String json =
                ServerMessage.parseFrom(messages.getFirst()).getMetricsReport().getMetrics();
        MetricsReport report = MetricsReport.parse(json);
        return requireNonNull(
                requireNonNull(report.rooms().get("blue")).endpoints().get("p"));
    }
}
