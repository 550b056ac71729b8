package dev.ephyra.notify.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.notify.metrics.EndpointFigures.OfTrack;
import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.TrackId;
import dev.ephyra.wire.ServerMessage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Key by key: what a report calls what is measured, and beside which of them stands how fast they grow. */
class MeasureTest {
    private static final long SECOND = 1_000_000_000L;
    private static final RoomId ROOM = new RoomId("r");
    private static final PeerId PEER = new PeerId("p");
    private static final ConnectionId CONNECTION = new ConnectionId(1);

    /** Those of which Fishjam tells the growth per second. */
    private static final List<String> RATED = List.of(
            "ice.packets_received",
            "ice.bytes_received",
            "ice.packets_sent",
            "ice.bytes_sent",
            "inbound-rtp.packets",
            "inbound-rtp.bytes_received",
            "inbound-rtp.markers_received",
            "outbound-rtp.packets",
            "outbound-rtp.bytes",
            "outbound-rtp.markers_sent");

    private static final List<String> COUNTED = List.of(
            "ice.binding_requests_received",
            "ice.binding_responses_sent",
            "ice.buffers_processed",
            "ice.buffers_processed_time",
            "inbound-rtp.frames",
            "inbound-rtp.keyframes",
            "outbound-rtp.rtx_sent",
            "rtcp.total_packets_received",
            "rtcp.total_packets_sent",
            "rtcp.nack_sent",
            "rtcp.nack_received",
            "rtcp.fir_sent",
            "rtcp.fir_received",
            "rtcp.pli_sent",
            "rtcp.pli_received",
            "rtcp.sender_reports_sent",
            "rtcp.sender_reports_received",
            "rtcp.receiver_reports_sent",
            "rtcp.receiver_reports_received");

    private static final List<String> LATEST = List.of(
            "ice.port",
            "ice.protocol",
            "sdp.offer",
            "sdp.answer",
            "inbound-rtp.encoding",
            "inbound-rtp.ssrc",
            "outbound-rtp.variant",
            "outbound-rtp.variant-reason");

    @Test
    void hasFishjamsNamesAndNoOthers() {
        assertThat(keys(Measure.Kind.RATED)).containsExactlyInAnyOrderElementsOf(RATED);
        assertThat(keys(Measure.Kind.COUNT)).containsExactlyInAnyOrderElementsOf(COUNTED);
        assertThat(keys(Measure.Kind.LATEST, Measure.Kind.DESCRIPTION)).containsExactlyInAnyOrderElementsOf(LATEST);
    }

    private static List<String> keys(Measure.Kind... kinds) {
        return Arrays.stream(Measure.values())
                .filter(measure -> List.of(kinds).contains(measure.kind()))
                .map(Measure::key)
                .toList();
    }

    /** At an endpoint and at a track, with 10 at the first report and 25 two seconds later. */
    @ParameterizedTest
    @EnumSource
    void isReportedWithItsValueAndItsGrowth(Measure measure) throws Exception {
        Presence presence = new Presence();
        presence.apply(ROOM, new RoomEvent.PeerConnected(PEER, CONNECTION));
        MetricsReports reports = new MetricsReports();
        reports.encode(presence, Map.of(CONNECTION, figures(measure, SECOND, 10)));

        List<byte[]> messages = reports.encode(presence, Map.of(CONNECTION, figures(measure, 3 * SECOND, 25)));

        String report =
                ServerMessage.parseFrom(messages.getFirst()).getMetricsReport().getMetrics();
        String value = "\"" + measure.key() + "\":" + (isText(measure) ? "\"25\"" : "25");
        boolean isOfEndpoint = measure.kind() == Measure.Kind.DESCRIPTION;
        assertThat(report.split(value, -1)).as(report).hasSize(isOfEndpoint ? 2 : 3);
        if (measure.kind() == Measure.Kind.RATED) {
            assertThat(report.split("\"" + measure.key() + "-per-second\":7.5", -1))
                    .hasSize(3);
        } else {
            assertThat(report).doesNotContain("per-second");
        }
    }

    private static boolean isText(Measure measure) {
        return switch (measure) {
            case ICE_PROTOCOL, SDP_OFFER, SDP_ANSWER, INBOUND_ENCODING, OUTBOUND_VARIANT, OUTBOUND_VARIANT_REASON ->
                true;
            default -> false;
        };
    }

    private static EndpointFigures figures(Measure measure, long takenNanos, long value) {
        Measured.Builder builder = new Measured.Builder();
        Measured measured = isText(measure)
                ? builder.text(measure, Long.toString(value)).build()
                : builder.count(measure, value).build();
        OfTrack track = new OfTrack(new TrackId("q:t"), Optional.empty(), measured, Measured.NOTHING);
        return new EndpointFigures(takenNanos, measured, List.of(track));
    }
}
