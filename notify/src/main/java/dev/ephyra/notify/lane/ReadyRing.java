package dev.ephyra.notify.lane;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Lanes that have something to post, taken in turns over their URLs and then over the lanes of a URL. Holds each lane
 * at most once, so it is bounded by the lanes. Owned by its {@link LaneBook}.
 */
final class ReadyRing {
    private final ArrayDeque<Queue> turns = new ArrayDeque<>();

    /** The ready lanes of one URL. */
    static final class Queue {
        private final EndpointLanes endpoint;
        private final ArrayDeque<Lane> lanes = new ArrayDeque<>(1);
        private boolean listed;

        Queue(EndpointLanes endpoint) {
            this.endpoint = endpoint;
        }
    }

    void add(Queue queue, Lane lane) {
        queue.lanes.add(lane);
        list(queue);
    }

    /** A request of the queue's URL has ended, so it may have its turn again. */
    void list(Queue queue) {
        if (!queue.listed && !queue.lanes.isEmpty()) {
            queue.listed = true;
            turns.add(queue);
        }
    }

    /** The next lane whose URL may have one more request, or null. */
    @Nullable
    Lane next(int inFlightPerUrl) {
        for (Queue queue = turns.poll(); queue != null; queue = turns.poll()) {
            queue.listed = false;
            if (queue.endpoint.inFlight() >= inFlightPerUrl) {
                // Comes back through list() when one of its requests ends.
                continue;
            }
            Lane lane = queue.lanes.poll();
            list(queue);
            if (lane != null) {
                return lane;
            }
        }
        return null;
    }
}
