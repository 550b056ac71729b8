package dev.ephyra.server.metrics;

import dev.ephyra.media.MediaTotals;
import dev.ephyra.server.http.HttpTraffic;
import dev.ephyra.webrtc.connection.ConnectionCounters;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * The counters of traffic and rooms as Fishjam's dashboards ask for them, in Prometheus' text format. Written here, because
 * the registry ends the name of every counter with {@code _total} and Fishjam does not. Thread-safe.
 */
final class FishjamSeries {
    private final RoomFigures figures;
    private final HttpTraffic traffic;
    private final Supplier<MediaTotals> media;

    FishjamSeries(RoomFigures figures, HttpTraffic traffic, Supplier<MediaTotals> media) {
        this.figures = figures;
        this.traffic = traffic;
        this.media = media;
    }

    /** Whole lines; the traffic is there from the start, a room's series from its first tick. */
    String text() {
        StringBuilder text = new StringBuilder();
        // Without connectivity checks, as Fishjam counts.
        ConnectionCounters counted = media.get().traffic();
        long received = counted.bytesReceived() - counted.checkBytesReceived();
        traffic(text, "ingress_webrtc", "Bytes of media received.", received);
        traffic(text, "egress_webrtc", "Bytes of media sent.", counted.bytesSent() - counted.answerBytesSent());
        traffic(text, "ingress_http", "Bytes of requests.", traffic.receivedBytes());
        traffic(text, "egress_http", "Bytes of answers.", traffic.sentBytes());
        rooms(text, "peers", "gauge", "Connected peers of a room.", RoomFigures.Figure::peers);
        rooms(
                text,
                "peer_time_total_seconds",
                "counter",
                "Seconds peers were connected.",
                RoomFigures.Figure::peerSeconds);
        rooms(text, "duration_seconds", "counter", "Seconds a room has been open.", RoomFigures.Figure::seconds);
        rooms(text, "peer_connects_total", "counter", "Connections of peers.", RoomFigures.Figure::connects);
        rooms(text, "peer_disconnects_total", "counter", "Disconnections of peers.", RoomFigures.Figure::disconnects);
        rooms(text, "peer_crashes_total", "counter", "Crashes of peers.", RoomFigures.Figure::crashes);
        return text.toString();
    }

    private static void traffic(StringBuilder text, String what, String help, long bytes) {
        String name = "fishjam_traffic_" + what + "_total_bytes";
        head(text, name, "counter", help);
        text.append(name).append(' ').append(bytes).append('\n');
    }

    private void rooms(
            StringBuilder text, String what, String type, String help, ToLongFunction<RoomFigures.Figure> value) {
        List<RoomFigures.Figure> rooms = figures.latest();
        if (rooms.isEmpty()) {
            return;
        }
        String name = "fishjam_room_" + what;
        head(text, name, type, help);
        for (RoomFigures.Figure room : rooms) {
            // The characters of a room's id need no escaping.
            text.append(name).append("{room_id=\"").append(room.room()).append("\"} ");
            text.append(value.applyAsLong(room)).append('\n');
        }
    }

    private static void head(StringBuilder text, String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }
}
