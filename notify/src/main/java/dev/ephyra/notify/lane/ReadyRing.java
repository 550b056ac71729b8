package dev.ephyra.notify.lane;

import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lanes that have something to post, taken in turns over their endpoints and then over the lanes of an endpoint. A turn is
 * worth a number of bytes; who has sent more has to sit out until that is paid, so large events cost as many turns as
 * small ones of the same size. What a turn will cost is not known before, because a lane may have to read first; so it
 * is paid afterwards.
 *
 * <p>Holds each lane at most once, so it is bounded by the lanes. Owned by its {@link LaneBook}.
 */
final class ReadyRing {
    /** Some 50 events as they usually are, so that who sends those never sits out. */
    static final long QUANTUM_BYTES = 16 << 10;

    /**
     * The largest event there is, so no turn leaves more to pay. Probes are not taken in turns: without a bound those of a long
     * outage would have to be sat out after it.
     */
    static final long MAX_DEBT_BYTES = 1 << 20;

    /** An endpoint with fewer requests out may use what is reserved. */
    private static final int FEW_IN_FLIGHT = 4;

    private final ArrayDeque<Queue> turns = new ArrayDeque<>();

    /** The ready lanes of one endpoint. */
    static final class Queue {
        private final EndpointLanes endpoint;
        private final ArrayDeque<Lane> lanes = new ArrayDeque<>(0);
        private boolean listed;
        private long credit;

        Queue(EndpointLanes endpoint) {
            this.endpoint = endpoint;
        }

        private boolean earn() {
            credit = Math.min(QUANTUM_BYTES, credit + QUANTUM_BYTES);
            return credit > 0;
        }

        private @Nullable Lane take() {
            for (Lane lane = lanes.poll(); lane != null; lane = lanes.poll()) {
                if (lane.state() instanceof LaneState.Ready) {
                    if (lane.earn(QUANTUM_BYTES)) {
                        return lane;
                    }
                    lanes.add(lane);
                }
            }
            return null;
        }

        void pay(long bytes) {
            credit = Math.max(-MAX_DEBT_BYTES, credit - bytes);
        }

        boolean isEmpty() {
            return lanes.isEmpty();
        }

        void drainTo(List<Lane> all) {
            for (Lane lane : lanes) {
                if (lane.state() instanceof LaneState.Ready) {
                    all.add(lane);
                }
            }
            lanes.clear();
        }
    }

    void add(Queue queue, Lane lane) {
        queue.lanes.add(lane);
        list(queue);
    }

    /** It may have its turn again: something has changed. */
    void list(Queue queue) {
        if (!queue.listed && !queue.lanes.isEmpty()) {
            queue.listed = true;
            turns.add(queue);
        }
    }

    /** The next lane whose endpoint may have one more request; {@code reservedOnly}: of one with few. Null if there is none. */
    @Nullable
    Lane next(boolean reservedOnly, long nowNanos) {
        int passed = 0;
        for (Queue queue = turns.poll(); queue != null; queue = turns.poll()) {
            if (!queue.endpoint.mayBegin(nowNanos)) {
                // Comes back through list() when one of its requests ends, or it recovers.
                queue.listed = false;
                continue;
            }
            if (reservedOnly && queue.endpoint.inFlight() >= FEW_IN_FLIGHT) {
                turns.add(queue);
                passed++;
                if (passed >= turns.size()) {
                    return null;
                }
                continue;
            }
            passed = 0;
            Lane lane = queue.earn() ? queue.take() : null;
            queue.listed = false;
            list(queue);
            if (lane != null) {
                return lane;
            }
        }
        return null;
    }
}
