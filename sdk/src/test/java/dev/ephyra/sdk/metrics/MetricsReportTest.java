package dev.ephyra.sdk.metrics;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricsReportTest {
    private static final String REPORT =
            "{\"room_id=blue\":{\"endpoint_id=p1\":{\"endpoint.metadata\":{\"name\":\"Ada\"},\"endpoint.bandwidth\":1250000.5,"
                    + "\"ice.bytes_sent\":1200,\"ice.bytes_sent-per-second\":12.5,\"ice.protocol\":\"udp\",\"ice.colour\":[1,null],"
                    + "\"track_id=p1:t1:h\":{\"inbound-rtp.packets\":7,\"inbound-rtp.encoding\":\"VP8\",\"rtx_stream\":{\"inbound-rtp.packets\":1}},"
                    + "\"track_id=p1:t2:\":{\"inbound-rtp.packets\":9},"
                    + "\"track_id=p2:t3\":{\"outbound-rtp.bytes\":5,\"outbound-rtp.variant\":\"high\"},"
                    + "\"track_id=p2:t4\":{}}},\"node\":\"n1\"}";

    @Test
    void readsRoomsEndpointsAndTracks() {
        MetricsReport report = MetricsReport.parse(REPORT);

        EndpointMetrics peer = peer(report);
        assertThat(peer.peerId()).isEqualTo("p1");
        assertThat(peer.bytesSent()).hasValue(1200);
        assertThat(peer.bandwidth()).hasValue(1_250_000.5);
        assertThat(peer.protocol()).contains("udp");
        assertThat(peer.packetsSent()).isEmpty();
        assertThat(peer.metadata()).isEqualTo(Map.of("name", "Ada"));
        assertThat(report.json()).isEqualTo(REPORT);
    }

    @Test
    void tellsTheDirectionOfTracksWhoseIdsHaveColons() {
        Map<String, TrackMetrics> tracks = peer(MetricsReport.parse(REPORT)).tracks();

        TrackMetrics high = requireNonNull(tracks.get("p1:t1:h"));
        assertThat(high.trackId()).isEqualTo("p1:t1");
        assertThat(high.direction()).isEqualTo(TrackMetrics.Direction.INBOUND);
        assertThat(high.rid()).contains("h");
        assertThat(high.packets()).hasValue(7);
        assertThat(high.encoding()).contains("VP8");
        assertThat(high.rtx().orElseThrow().whole("inbound-rtp.packets")).hasValue(1);
        TrackMetrics only = requireNonNull(tracks.get("p1:t2:"));
        assertThat(only.trackId()).isEqualTo("p1:t2");
        assertThat(only.rid()).isEmpty();
        TrackMetrics sent = requireNonNull(tracks.get("p2:t3"));
        assertThat(sent.trackId()).isEqualTo("p2:t3");
        assertThat(sent.direction()).isEqualTo(TrackMetrics.Direction.OUTBOUND);
        assertThat(sent.bytes()).hasValue(5);
        assertThat(sent.variant()).contains("high");
        assertThat(requireNonNull(tracks.get("p2:t4")).direction()).isEqualTo(TrackMetrics.Direction.OUTBOUND);
    }

    @Test
    void keepsWhatItDoesNotKnow() {
        MetricsReport report = MetricsReport.parse(REPORT);

        assertThat(report.values().text("node")).contains("n1");
        assertThat(peer(report).values().all())
                .containsEntry("ice.colour", Arrays.asList(1L, null))
                .containsEntry("ice.bytes_sent-per-second", 12.5);
    }

    /** Peers choose their metadata: what one says of itself must not hide what is measured of the others. */
    @Test
    void readsWhateverAPeerSaysOfItself() {
        for (int digits : new int[] {150, 400, 1_100}) {
            MetricsReport report = MetricsReport.parse(REPORT.replace("\"Ada\"", "7".repeat(digits)));

            assertThat(peer(report).bytesSent()).hasValue(1200);
            assertThat(peer(report).metadata()).asString().startsWith("{name=");
        }
    }

    @Test
    void readsAnEmptyReportAndRefusesOthers() {
        assertThat(MetricsReport.parse("{}").rooms()).isEmpty();
        assertThatThrownBy(() -> MetricsReport.parse("")).isInstanceOf(IllegalArgumentException.class);
        for (int length = 0; length < REPORT.length(); length++) {
            String cut = REPORT.substring(0, length);
            assertThatThrownBy(() -> MetricsReport.parse(cut)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static EndpointMetrics peer(MetricsReport report) {
        RoomMetrics room = requireNonNull(report.rooms().get("blue"));
        return requireNonNull(room.endpoints().get("p1"));
    }
}
