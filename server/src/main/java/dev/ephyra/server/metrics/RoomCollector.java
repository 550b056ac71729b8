package dev.ephyra.server.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.function.ToLongFunction;

/** The series of each room under Fishjam's names, made at each scrape from {@link RoomFigures}. */
final class RoomCollector implements MultiCollector {
    private final RoomFigures figures;

    RoomCollector(RoomFigures figures) {
        this.figures = figures;
    }

    @Override
    public MetricSnapshots collect() {
        List<RoomFigures.Figure> rooms = figures.latest();
        var peers = GaugeSnapshot.builder().name("fishjam_room_peers").help("Connected peers of a room.");
        for (RoomFigures.Figure room : rooms) {
            peers.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                    .labels(Labels.of("room_id", room.room()))
                    .value(room.peers())
                    .build());
        }
        return MetricSnapshots.of(
                peers.build(),
                counter("fishjam_room_peer_time_seconds", "Seconds peers were connected.", rooms, r -> r.peerSeconds()),
                counter("fishjam_room_duration_seconds", "Seconds a room has been open.", rooms, r -> r.seconds()),
                counter("fishjam_room_peer_connects", "Connections of peers.", rooms, r -> r.connects()),
                counter("fishjam_room_peer_disconnects", "Disconnections of peers.", rooms, r -> r.disconnects()),
                counter("fishjam_room_peer_crashes", "Crashes of peers.", rooms, r -> r.crashes()));
    }

    private static CounterSnapshot counter(
            String name, String help, List<RoomFigures.Figure> rooms, ToLongFunction<RoomFigures.Figure> value) {
        var counter = CounterSnapshot.builder().name(name).help(help);
        for (RoomFigures.Figure room : rooms) {
            counter.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                    .labels(Labels.of("room_id", room.room()))
                    .value((double) value.applyAsLong(room))
                    .build());
        }
        return counter.build();
    }
}
