package dev.ephyra.server.store;

import dev.ephyra.notify.lane.LaneIdentity;
import dev.ephyra.notify.lane.LanePosition;
import java.util.List;

/**
 * What an earlier run left.
 *
 * @param scannedThrough every room created up to this offset has, or had, its lane; 0 for a new database
 * @param lanes the lanes that are not finished, by id
 * @param isNew the database was not there before, and so no position is known
 * @param discarded lanes of another journal, which can never be delivered and were removed
 */
public record StoredLanes(boolean isNew, long scannedThrough, List<StoredLane> lanes, int discarded) {
    /** One unfinished lane. */
    public record StoredLane(LaneIdentity identity, LanePosition position) {}
}
