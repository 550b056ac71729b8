package dev.ephyra.notify.lane;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for whom: a room that is created anew under its old id is another lane, and posts to the same endpoint only after
 * the earlier one has. A receiver knows a room by its id alone, and would take the old end for the new one's.
 *
 * <p>Owned by its {@link LaneBook}; at most one entry a lane.
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

    /** In the order in which the rooms were created. */
    void added(Lane lane) {
        Lane before = latest.put(RoomAtEndpoint.of(lane), lane);
        if (before != null && !hasNothingLeft(before)) {
            earlier.put(lane, before);
            later.put(before, lane);
        }
    }

    boolean mustWait(Lane lane) {
        return earlier.containsKey(lane);
    }

    /** The lane that waited for {@code lane} and need not any more; null if there is none. */
    @Nullable
    Lane releasedBy(Lane lane) {
        if (later.isEmpty() || !hasNothingLeft(lane)) {
            return null;
        }
        Lane next = later.remove(lane);
        if (next != null) {
            earlier.remove(next);
        }
        return next;
    }

    void finished(Lane lane) {
        latest.remove(RoomAtEndpoint.of(lane), lane);
    }

    /** Also of one whose end the journal has lost: all its records came before those of who waits for it. */
    private static boolean hasNothingLeft(Lane lane) {
        return lane.state() instanceof LaneState.Finished || lane.state() instanceof LaneState.Idle;
    }
}
