package dev.ephyra.notify.lane;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Since when each lane waits for the edge. Owned by its {@link LaneTurns}; at most one entry a lane. Times are monotonic
 * nanoseconds.
 */
final class Watchdog {
    private record Wait(LaneState state, long sinceNanos) {}

    private final long patienceNanos;
    // In the order of their start, which is that of their deadlines.
    private final LinkedHashMap<Lane, Wait> waits = new LinkedHashMap<>();
    private long trips;

    Watchdog(long patienceNanos) {
        this.patienceNanos = patienceNanos;
    }

    /** The lane's state may have changed. */
    @SuppressWarnings("ReferenceEquality") // two waits of the same kind are two waits
    void follow(Lane lane, long nowNanos) {
        LaneState state = lane.state();
        boolean waits = switch (state) {
            case LaneState.Registering _, LaneState.Reading _, LaneState.InFlight _, LaneState.Unwritten _ -> true;
            case LaneState.Idle _, LaneState.Ready _, LaneState.Held _, LaneState.BackingOff _, LaneState.Finished _ ->
                false;
        };
        Wait known = this.waits.get(lane);
        if (known != null && (!waits || known.state() != state)) {
            this.waits.remove(lane);
            known = null;
        }
        if (waits && known == null) {
            this.waits.put(lane, new Wait(state, nowNanos));
        }
    }

    /** A lane that has waited for too long, or null. It begins to wait anew. */
    @Nullable
    Lane overdue(long nowNanos) {
        Iterator<Map.Entry<Lane, Wait>> oldest = waits.entrySet().iterator();
        if (!oldest.hasNext()) {
            return null;
        }
        Map.Entry<Lane, Wait> first = oldest.next();
        if (nowNanos - first.getValue().sinceNanos() < patienceNanos) {
            return null;
        }
        Lane lane = first.getKey();
        LaneState state = first.getValue().state();
        oldest.remove();
        waits.put(lane, new Wait(state, nowNanos));
        trips++;
        return lane;
    }

    /** When the next one is overdue; {@code Long.MAX_VALUE} if none waits. */
    long nextNanos() {
        Map.Entry<Lane, Wait> oldest = waits.firstEntry();
        return oldest == null ? Long.MAX_VALUE : oldest.getValue().sinceNanos() + patienceNanos;
    }

    long trips() {
        return trips;
    }
}
