package dev.ephyra.notify.lane;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The requests that may be out: who has one, and whose turn is next. A lane also holds its slot while it reads what it is
 * about to post. Owned by its {@link LaneTurns}; bounded by {@link LaneLimits#inFlight}. Times are monotonic nanoseconds.
 */
final class Slots {
    private final LaneLimits limits;
    private final ReadyRing fresh = new ReadyRing();
    private final ReadyRing retrying = new ReadyRing();
    private final Map<Lane, Slot> taken = new HashMap<>();
    private final StartPace pace;
    private boolean heldBack;
    private int retries;
    private boolean retriesFirst;

    /** One request. */
    record Slot(long sinceNanos, boolean retry, boolean probe, StartPace.Start start) {}

    Slots(LaneLimits limits) {
        this.limits = limits;
        this.pace = new StartPace(limits.young(), limits.youngNanos());
    }

    /** The lane waits for its turn. */
    void add(Lane lane) {
        if (lane.isBlocked()) {
            retrying.add(lane.at.retrying, lane);
        } else {
            fresh.add(lane.at.fresh, lane);
        }
    }

    /** The endpoint may take more than before. */
    void list(EndpointLanes endpoint) {
        fresh.list(endpoint.fresh);
        retrying.list(endpoint.retrying);
    }

    /** Whose turn it is, or null. */
    @Nullable
    Lane next(long nowNanos) {
        heldBack = !pace.allows(nowNanos);
        if (heldBack || taken.size() >= limits.inFlight()) {
            return null;
        }
        boolean reservedOnly = taken.size() >= limits.inFlight() - limits.reserved();
        // In turns, so that neither a flood of new events nor an outage elsewhere starves the other.
        retriesFirst = !retriesFirst;
        Lane lane = retriesFirst ? nextRetry(reservedOnly, nowNanos) : fresh.next(reservedOnly, nowNanos);
        if (lane == null) {
            lane = retriesFirst ? fresh.next(reservedOnly, nowNanos) : nextRetry(reservedOnly, nowNanos);
        }
        return lane;
    }

    private @Nullable Lane nextRetry(boolean reservedOnly, long nowNanos) {
        return retries < limits.retriesInFlight() ? retrying.next(reservedOnly, nowNanos) : null;
    }

    /** Whether a probe may go out. */
    boolean hasRoomForProbe() {
        return taken.size() < limits.inFlight() && retries < limits.retriesInFlight();
    }

    void take(Lane lane, boolean probe, long nowNanos) {
        boolean retry = probe || lane.isBlocked();
        retries += retry ? 1 : 0;
        lane.at.requestBegan();
        taken.put(lane, new Slot(nowNanos, retry, probe, pace.began(nowNanos)));
    }

    @Nullable
    Slot of(Lane lane) {
        return taken.get(lane);
    }

    /** The lane's request is over, or came to nothing; returns what it was, or null if there was none. */
    @Nullable
    Slot release(Lane lane) {
        Slot slot = taken.remove(lane);
        if (slot != null) {
            retries -= slot.retry() ? 1 : 0;
            pace.ended(slot.start());
            lane.at.requestEnded();
            list(lane.at);
        }
        return slot;
    }

    /** What was posted has so many bytes. */
    void pay(Lane lane, long bytes) {
        lane.pay(bytes);
        Slot slot = taken.get(lane);
        if (slot != null) {
            (slot.retry() ? lane.at.retrying : lane.at.fresh).pay(bytes);
        }
    }

    int inFlight() {
        return taken.size();
    }

    /** When one more may begin, if requests are held back; else {@code Long.MAX_VALUE}. */
    long nextNanos() {
        return heldBack ? pace.untilNanos() : Long.MAX_VALUE;
    }
}
