package dev.ephyra.notify.lane;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for whom: a room that is created anew under its old id is another lane, and posts to the same endpoint only
 * after the earlier one has. A receiver knows a room by its id alone, and would take the old end for the new one's.
 *
 * <p>Owned by its {@link LaneTurns}; at most one entry a lane.
 */
final class Succession {
    private record RoomAtEndpoint(String room, String endpointId) {
        static RoomAtEndpoint of(Lane lane) {
            return new RoomAtEndpoint(
                    lane.identity().incarnation().room(), lane.identity().endpointId());
        }
    }

    private final Map<RoomAtEndpoint, Lane> latest = new HashMap<>();
    private final Map<Lane, Lane> earlier = new HashMap<>();
    private final Map<Lane, Lane> later = new HashMap<>();

    /** In the order in which the rooms were created. Returns the lane that {@code lane} waits for, or null. */
    @Nullable
    Lane added(Lane lane) {
        Lane before = latest.put(RoomAtEndpoint.of(lane), lane);
        if (before != null) {
            earlier.put(lane, before);
            later.put(before, lane);
        }
        return before;
    }

    boolean mustWait(Lane lane) {
        return earlier.containsKey(lane);
    }

    /** The lane is over. Returns the one that waited for it, or null; that may wait for what this one waited for. */
    @Nullable
    Lane finished(Lane lane) {
        latest.remove(RoomAtEndpoint.of(lane), lane);
        Lane before = earlier.remove(lane);
        Lane next = later.remove(lane);
        if (before != null) {
            later.remove(before);
        }
        if (next != null) {
            earlier.remove(next);
            if (before != null) {
                earlier.put(next, before);
                later.put(before, next);
            }
        }
        return next;
    }
}
