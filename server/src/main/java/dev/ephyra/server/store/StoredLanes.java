package dev.ephyra.server.store;

import dev.ephyra.notify.lane.EndpointMemory;
import dev.ephyra.notify.lane.LaneIdentity;
import dev.ephyra.notify.lane.LaneMemory;
import dev.ephyra.notify.lane.LanePosition;
import java.util.List;
import java.util.Map;

/**
 * What an earlier run left.
 *
 * @param isNew the database was not there before, and so no position is known
 * @param scannedThrough every room created up to this offset has, or had, its lanes; 0 for a new database
 * @param lanes the lanes that are not finished, by id
 * @param discarded lanes of another journal, which can never be delivered and were removed
 * @param endpoints what is registered, in the order of registration
 * @param keys by endpoint
 * @param headers the own headers of endpoints, sealed; missing where they are still in the endpoint itself, in plain text
 * @param memories how endpoints did, also URLs of rooms
 * @param deadLetters how many, by endpoint
 * @param replays those that are remembered
 * @param consumers offsets by name
 */
public record StoredLanes(
        boolean isNew,
        long scannedThrough,
        List<StoredLane> lanes,
        int discarded,
        List<StoredEndpoint> endpoints,
        Map<String, SealedKeys> keys,
        Map<String, byte[]> headers,
        Map<String, EndpointMemory> memories,
        Map<String, Long> deadLetters,
        List<ReplayRow> replays,
        Map<String, Long> consumers) {
    /** One unfinished lane. */
    public record StoredLane(LaneIdentity identity, LanePosition position, LaneMemory memory) {}
}
