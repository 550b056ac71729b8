package dev.ephyra.sdk.metrics;

import java.util.Map;

/**
 * A room with connected peers.
 *
 * @param roomId of the room
 * @param endpoints its connected peers, by their ids
 * @param values what is measured of the room itself: nothing, by the servers of today
 */
public record RoomMetrics(String roomId, Map<String, EndpointMetrics> endpoints, Measurements values) {}
