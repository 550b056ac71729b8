package dev.ephyra.notify.lane;

import dev.ephyra.notify.endpoint.EndpointState;
import dev.ephyra.room.Moment;

/**
 * What an outcome means for a lane and for its endpoint: the rules by status, the breaker, and whose fault a failure is.
 * Stateless beside its {@link LaneTurns}, which owns it.
 */
final class EndpointFailures {
    private static final int GONE = 410;
    private static final int TOO_LARGE = 413;

    private final LaneTurns turns;

    EndpointFailures(LaneTurns turns) {
        this.turns = turns;
    }

    void answered(Lane lane, Answer answer) {
        Slots.Slot slot = turns.slots.release(lane);
        if (slot == null) {
            return;
        }
        EndpointLanes at = lane.at;
        int status = answer.status();
        if (answer.isSuccess()) {
            succeeded(lane, slot);
            return;
        }
        if (answer.retryAfterMillis() >= 0) {
            at.retryAfter(answer.retryAfterMillis(), turns.now().nanos());
        }
        if (status == TOO_LARGE && lane.split()) {
            if (slot.probe()) {
                at.breaker.probeVoid(turns.now().nanos());
            }
            turns.settle(lane, LaneStep.WANTS_SLOT);
        } else if (status == GONE) {
            stopped(lane, slot, answer.text());
        } else {
            boolean throttle = status == 429 || status == 502 || status == 504;
            refused(lane, slot, answer.text(), throttle, status != TOO_LARGE);
        }
    }

    void failed(Lane lane, String failure, boolean timeout) {
        Slots.Slot slot = turns.slots.release(lane);
        if (slot != null) {
            refused(lane, slot, failure, timeout, true);
        }
    }

    private void succeeded(Lane lane, Slots.Slot slot) {
        EndpointLanes at = lane.at;
        Moment now = turns.now();
        long sinceMicros = at.health.troubleSinceMicros();
        at.health.succeeded(lane);
        at.concurrency.succeeded(at.inFlight() + 1);
        if (slot.probe() && at.isTripped()) {
            at.breaker.startSlowly(now.nanos());
            if (at.health.told() == EndpointState.TRIPPED) {
                turns.emit(at.health.changed(EndpointState.ACTIVE, sinceMicros, now));
            }
            turns.relist(at);
        } else {
            at.breaker.succeeded();
        }
        turns.settle(lane, lane.delivered());
        if (at.health.told() == EndpointState.DEGRADED && at.blocked() == 0 && !at.isTripped()) {
            turns.emit(at.health.changed(EndpointState.ACTIVE, sinceMicros, now));
        }
        turns.slots.list(at);
    }

    private void stopped(Lane lane, Slots.Slot slot, String failure) {
        EndpointLanes at = lane.at;
        Moment now = turns.now();
        at.health.failed(lane, failure, now);
        if (slot.probe()) {
            at.breaker.probeVoid(now.nanos());
        }
        at.stop();
        // A pause is the operator's word and stays what is told.
        if (at.health.told() != EndpointState.PAUSED) {
            turns.emit(at.health.changed(EndpointState.STOPPED, at.health.failingSinceMicros(), now));
        }
        turns.relist(at);
        lane.refused(failure, at.health.successes(), now);
        wait(lane, now);
    }

    /** @param counts whether it says anything of the endpoint; else it is between the event and the receiver */
    private void refused(Lane lane, Slots.Slot slot, String failure, boolean throttle, boolean counts) {
        EndpointLanes at = lane.at;
        Moment now = turns.now();
        at.health.failed(lane, failure, now);
        lane.refused(failure, at.health.successes(), now);
        boolean suspect = lane.retries().isSuspect() && at.health.othersSucceed(lane);
        if (throttle) {
            at.concurrency.throttled(slot.sinceNanos(), now.nanos());
        }
        if (at.stoppedState() == null) {
            turns.emit(at.health.degraded(now));
        }
        if (slot.probe()) {
            at.breaker.probeFailed(now.nanos(), turns.random());
            if (at.isTripped() && at.stoppedState() == null && !suspect) {
                turns.emit(at.health.changed(EndpointState.TRIPPED, at.health.failingSinceMicros(), now));
            }
        } else if (counts && suspect) {
            at.breaker.failedAlone();
        } else if (counts && at.breaker.failed()) {
            trip(at, false);
        }
        wait(lane, now);
        turns.expire(lane);
        reconsider(at, suspect);
    }

    private void wait(Lane lane, Moment now) {
        long delayNanos = lane.retries().delayNanos(turns.random());
        turns.emit(new LaneOutput.RememberFailure(lane, lane.retries().memory(now, delayNanos)));
        turns.settle(lane, lane.afterFailure(lane.at.isShut(), delayNanos, now));
    }

    /** Trips an endpoint that fails and that nobody would try soon. */
    void reconsider(EndpointLanes at) {
        reconsider(at, false);
    }

    /** @param quietly the one who fails has itself to blame as far as one can see: that is no outage to tell of */
    private void reconsider(EndpointLanes at, boolean quietly) {
        if (at.isForsaken(turns.now().nanos())) {
            trip(at, quietly);
        }
    }

    private void trip(EndpointLanes at, boolean quietly) {
        Moment now = turns.now();
        at.breaker.trip(now.nanos(), turns.random());
        if (!quietly && at.stoppedState() == null) {
            turns.emit(at.health.changed(EndpointState.TRIPPED, at.health.failingSinceMicros(), now));
        }
        turns.relist(at);
    }
}
