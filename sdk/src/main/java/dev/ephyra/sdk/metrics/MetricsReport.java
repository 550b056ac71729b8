package dev.ephyra.sdk.metrics;

import dev.ephyra.sdk.json.JsonReader;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a server measured at one moment: rooms, their connected peers, the tracks of these. Immutable.
 *
 * <pre>{@code
 * report.rooms().forEach((roomId, room) -> room.endpoints().forEach((peerId, peer) ->
 *         gauge(roomId, peerId, peer.bandwidth())));
 * }</pre>
 *
 * @param rooms with connected peers, by their ids; Ephyra tells of very many rooms in several reports
 * @param values what is measured of no room
 * @param json the report as it came
 */
public record MetricsReport(Map<String, RoomMetrics> rooms, Measurements values, String json) {
    private static final String ROOM = "room_id=";
    private static final String ENDPOINT = "endpoint_id=";
    private static final String TRACK = "track_id=";
    private static final String RTX = "rtx_stream";

    /**
     * Reads the JSON text of a {@code MetricsReport} message. What this version does not know is kept.
     *
     * @throws IllegalArgumentException if it is no JSON object
     */
    public static MetricsReport parse(String json) {
        Parts<RoomMetrics> parts = Parts.of(JsonReader.of(json).plain(), ROOM, MetricsReport::room);
        return new MetricsReport(parts.members(), parts.values(), json);
    }

    private static RoomMetrics room(String id, Map<String, @Nullable Object> json) {
        Parts<EndpointMetrics> parts = Parts.of(json, ENDPOINT, MetricsReport::endpoint);
        return new RoomMetrics(id, parts.members(), parts.values());
    }

    private static EndpointMetrics endpoint(String id, Map<String, @Nullable Object> json) {
        Parts<TrackMetrics> parts = Parts.of(json, TRACK, MetricsReport::track);
        return new EndpointMetrics(id, parts.members(), parts.values());
    }

    /** Track ids have colons of their own, so what is measured says more of the direction than the key. */
    private static TrackMetrics track(String key, Map<String, @Nullable Object> json) {
        Parts<Measurements> parts = Parts.of(json, RTX, (name, rtx) -> new Measurements(rtx));
        Optional<Measurements> rtx = parts.members().values().stream().findFirst();
        int colon = key.lastIndexOf(':');
        if (!isInbound(key, json)) {
            return new TrackMetrics(key, TrackMetrics.Direction.OUTBOUND, Optional.empty(), parts.values(), rtx);
        }
        String trackId = colon < 0 ? key : key.substring(0, colon);
        Optional<String> rid =
                colon < 0 || colon == key.length() - 1 ? Optional.empty() : Optional.of(key.substring(colon + 1));
        return new TrackMetrics(trackId, TrackMetrics.Direction.INBOUND, rid, parts.values(), rtx);
    }

    private static boolean isInbound(String key, Map<String, @Nullable Object> json) {
        for (String name : json.keySet()) {
            if (name.startsWith("inbound-rtp.")) {
                return true;
            }
            if (name.startsWith("outbound-rtp.")) {
                return false;
            }
        }
        return key.endsWith(":") || key.matches("(?s).*:[hml]");
    }

    /** The members of an object whose names begin with a prefix and that are objects, and the rest. */
    private record Parts<T>(Map<String, T> members, Measurements values) {
        static <T> Parts<T> of(
                Map<String, @Nullable Object> json,
                String prefix,
                BiFunction<String, Map<String, @Nullable Object>, T> read) {
            Map<String, T> members = new LinkedHashMap<>();
            Map<String, @Nullable Object> rest = new LinkedHashMap<>();
            json.forEach((name, value) -> {
                if (name.startsWith(prefix) && value instanceof Map<?, ?> inner) {
                    String id = name.substring(prefix.length());
                    members.put(id, read.apply(id, named(inner)));
                } else {
                    rest.put(name, value);
                }
            });
            return new Parts<>(Collections.unmodifiableMap(members), new Measurements(rest));
        }

        private static Map<String, @Nullable Object> named(Map<?, ?> object) {
            Map<String, @Nullable Object> named = new LinkedHashMap<>();
            object.forEach((name, value) -> named.put((String) name, value));
            return named;
        }
    }
}
