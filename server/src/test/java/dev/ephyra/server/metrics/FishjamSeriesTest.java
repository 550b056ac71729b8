package dev.ephyra.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.journal.JournalRecord.Lifecycle;
import dev.ephyra.media.MediaTotals;
import dev.ephyra.notify.record.EventCodec;
import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.EndReason;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.server.http.HttpTraffic;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FishjamSeriesTest {
    private static final long TICK_NANOS = RoomFigures.TICK_SECONDS * 1_000_000_000L;
    private static final PeerId PEER = new PeerId("p");

    private final RoomFigures figures = new RoomFigures();
    private final FishjamSeries series = new FishjamSeries(figures, new HttpTraffic(), () -> MediaTotals.NONE);

    @Test
    void hasTrafficFromTheStartUnderTheNamesOfTheDashboards() {
        assertThat(series.text().lines().filter(line -> !line.startsWith("#")))
                .containsExactly(
                        "fishjam_traffic_ingress_webrtc_total_bytes 0",
                        "fishjam_traffic_egress_webrtc_total_bytes 0",
                        "fishjam_traffic_ingress_http_total_bytes 0",
                        "fishjam_traffic_egress_http_total_bytes 0");
        assertThat(series.text()).contains("# TYPE fishjam_traffic_egress_http_total_bytes counter\n");
    }

    @Test
    void countsARoomInTicksAndShowsItOnceMoreWithoutPeersWhenItEnded() {
        figures.onTime(0);
        happens(new RoomEvent.PeerConnected(PEER, new ConnectionId(1)));
        figures.onTime(TICK_NANOS);
        assertThat(ofRooms())
                .containsExactly(
                        "fishjam_room_peers{room_id=\"r\"} 1",
                        "fishjam_room_peer_time_total_seconds{room_id=\"r\"} 10",
                        "fishjam_room_duration_seconds{room_id=\"r\"} 10",
                        "fishjam_room_peer_connects_total{room_id=\"r\"} 1",
                        "fishjam_room_peer_disconnects_total{room_id=\"r\"} 0",
                        "fishjam_room_peer_crashes_total{room_id=\"r\"} 0");

        happens(new RoomEvent.PeerDisconnected(PEER, EndReason.NETWORK_LOST));
        happens(new RoomEvent.RoomDeleted(EndReason.ROOM_DELETED));
        figures.onTime(2 * TICK_NANOS);
        assertThat(ofRooms())
                .contains(
                        "fishjam_room_peers{room_id=\"r\"} 0",
                        "fishjam_room_duration_seconds{room_id=\"r\"} 10",
                        "fishjam_room_peer_disconnects_total{room_id=\"r\"} 1");
        assertThat(figures.openRooms()).isZero();

        figures.onTime(3 * TICK_NANOS);
        assertThat(ofRooms()).isEmpty();
    }

    private List<String> ofRooms() {
        return series.text()
                .lines()
                .filter(line -> line.startsWith("fishjam_room_"))
                .toList();
    }

    private void happens(RoomEvent event) {
        figures.onRecords(List.of(new JournalRecord(
                1,
                "r",
                new UUID(1, 1),
                1,
                new UUID(1, 2),
                0,
                lifecycle(event),
                EventCodec.encode(event),
                new byte[0])));
    }

    private static Lifecycle lifecycle(RoomEvent event) {
        if (event instanceof RoomEvent.RoomCreated) {
            return Lifecycle.OPENS;
        }
        return event.endsRoom() ? Lifecycle.CLOSES : Lifecycle.CONTINUES;
    }
}
