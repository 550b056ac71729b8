package dev.ephyra.notify.lane;

import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.endpoint.EndpointState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the lanes of one endpoint share: whether they may post, how many at once, and when somebody has to do something.
 * Owned by its {@link LaneBook}. Bounded by its lanes. Times are monotonic nanoseconds.
 */
final class EndpointLanes {
    private static final long LONGEST_RETRY_AFTER_MILLIS = TimeUnit.HOURS.toMillis(1);
    // Heads that are too old are looked for so many times in the age they may have, but not all the time.
    private static final long SWEEPS = 64;
    private static final long SHORTEST_SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_SWEEP_NANOS = TimeUnit.SECONDS.toNanos(60);

    final ReadyRing.Queue fresh = new ReadyRing.Queue(this);
    final ReadyRing.Queue retrying = new ReadyRing.Queue(this);
    final Breaker breaker;
    final Concurrency concurrency;
    final EndpointHealth health;
    private final BreakerLimits limits;
    private final Set<Lane> lanes = new LinkedHashSet<>();
    // Lanes with something to post, while it takes nothing. Each at most once, in the order of probes.
    private final ArrayDeque<Lane> held = new ArrayDeque<>(0);
    // At most one that is still valid for each lane; the others go when their time has come.
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(1, Comparator.comparingLong(Timer::untilNanos));
    private Endpoint endpoint;
    private boolean paused;
    private boolean stopped;
    private boolean waiting;
    private long notBeforeNanos;
    private long nextSweepNanos = Long.MAX_VALUE;
    private long nextCheckNanos = Long.MAX_VALUE;
    private int inFlight;
    private int blocked;
    // When it is to be woken, as its book has it.
    long wakeNanos = Long.MAX_VALUE;
    final long number;

    private record Timer(LaneState.BackingOff until, Lane lane) {
        long untilNanos() {
            return until.untilNanos();
        }

        boolean isValid() {
            return lane.state().equals(until);
        }
    }

    EndpointLanes(Endpoint endpoint, LaneLimits limits, long number) {
        this.endpoint = endpoint;
        this.limits = limits.breaker();
        this.breaker = new Breaker(limits.breaker());
        this.concurrency = new Concurrency(limits.inFlightPerEndpoint());
        this.health = new EndpointHealth(endpoint.id());
        this.number = number;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    void change(Endpoint to) {
        endpoint = to;
    }

    /** It has another address: what the old one asked for, and how it failed, says nothing of the new one. */
    void moved(long nowNanos) {
        waiting = false;
        breaker.hurry(nowNanos);
    }

    void add(Lane lane) {
        lanes.add(lane);
    }

    void remove(Lane lane) {
        lanes.remove(lane);
    }

    Collection<Lane> lanes() {
        return lanes;
    }

    /** A lane's head began to fail, or ceased to. */
    void blocked(int change) {
        blocked += change;
    }

    int blocked() {
        return blocked;
    }

    int inFlight() {
        return inFlight;
    }

    void requestBegan() {
        inFlight++;
    }

    void requestEnded() {
        inFlight--;
    }

    boolean isTripped() {
        return breaker.isTripped();
    }

    /** Whether lanes are held, all but for probes. */
    boolean isShut() {
        return paused || stopped || breaker.isTripped();
    }

    /** Whether a lane from the queues may begin. */
    boolean mayBegin(long nowNanos) {
        return !paused && !stopped && !isWaiting(nowNanos) && inFlight < breaker.allowed(concurrency.limit(), nowNanos);
    }

    private boolean isWaiting(long nowNanos) {
        waiting &= notBeforeNanos - nowNanos > 0;
        return waiting;
    }

    /** The receiver asks to be left alone. */
    void retryAfter(long millis, long nowNanos) {
        long untilNanos = nowNanos + TimeUnit.MILLISECONDS.toNanos(Math.min(millis, LONGEST_RETRY_AFTER_MILLIS));
        notBeforeNanos = waiting ? Math.max(notBeforeNanos, untilNanos) : untilNanos;
        waiting = millis > 0 || waiting;
    }

    void timer(Lane lane, LaneState.BackingOff until) {
        timers.add(new Timer(until, lane));
    }

    /** The next lane whose wait is over, or null. */
    @Nullable
    Lane due(long nowNanos) {
        for (Timer next = timers.peek(); next != null; next = timers.peek()) {
            if (next.isValid() && next.untilNanos() - nowNanos > 0) {
                return null;
            }
            timers.remove();
            if (next.isValid()) {
                return next.lane();
            }
        }
        return null;
    }

    /** It takes nothing now; {@code first} if this lane is to be the next probe. */
    void hold(Lane lane, boolean first) {
        lane.hold();
        if (lane.isQueuedAsHeld) {
            return;
        }
        lane.isQueuedAsHeld = true;
        if (first) {
            held.addFirst(lane);
        } else {
            held.add(lane);
        }
    }

    /** Takes out all that wait for their turn, their time or the endpoint; they are ready, and to be listed anew. */
    List<Lane> takeAll() {
        List<Lane> all = new ArrayList<>();
        for (Lane lane : held) {
            lane.isQueuedAsHeld = false;
            if (lane.state() instanceof LaneState.Held) {
                all.add(lane);
            }
        }
        held.clear();
        retrying.drainTo(all);
        fresh.drainTo(all);
        for (Timer timer : timers) {
            if (timer.isValid()) {
                all.add(timer.lane());
            }
        }
        timers.clear();
        all.forEach(Lane::letGo);
        return all;
    }

    /** The lane whose head is to be the probe that is due, or null. */
    @Nullable
    Lane probe(long nowNanos) {
        if (paused || stopped || isWaiting(nowNanos) || breaker.nextProbeNanos() > nowNanos) {
            return null;
        }
        for (Lane lane = held.poll(); lane != null; lane = held.poll()) {
            lane.isQueuedAsHeld = false;
            if (lane.state() instanceof LaneState.Held) {
                return lane;
            }
        }
        return null;
    }

    /** Whether it fails and no attempt is due that would soon show when it fails no more. */
    boolean isForsaken(long nowNanos) {
        if (!breaker.isFailing() || isShut() || isWaiting(nowNanos) || inFlight > 0) {
            return false;
        }
        for (Timer next = timers.peek(); next != null && !next.isValid(); next = timers.peek()) {
            timers.remove();
        }
        Timer next = timers.peek();
        boolean due = next != null && next.untilNanos() - nowNanos <= limits.lastProbeNanos();
        return !due && blocked > 0 && fresh.isEmpty() && retrying.isEmpty();
    }

    void pause() {
        paused = true;
    }

    void stop() {
        stopped = true;
    }

    void resume(long nowNanos) {
        paused = false;
        stopped = false;
        waiting = false;
        if (breaker.isTripped()) {
            breaker.hurry(nowNanos);
        } else {
            breaker.startSlowly(nowNanos);
        }
    }

    /** The states that an operator or a 410 has set. */
    @Nullable
    EndpointState stoppedState() {
        return paused ? EndpointState.PAUSED : stopped ? EndpointState.STOPPED : null;
    }

    /** Whether it is time to look for heads that are too old. */
    boolean isSweepDue(long nowNanos) {
        boolean due = nextSweepNanos <= nowNanos;
        if (due) {
            nextSweepNanos = Long.MAX_VALUE;
        }
        return due;
    }

    /** Sets the times at which somebody has to look at it, if it fails; returns the next time to do something. */
    long nextNanos(long nowNanos) {
        boolean fails = (blocked > 0 || breaker.isTripped()) && !paused && !stopped && !lanes.isEmpty();
        if (fails && nextSweepNanos == Long.MAX_VALUE) {
            long nanos = TimeUnit.MILLISECONDS.toNanos(endpoint.maxAgeMillis()) / SWEEPS;
            nextSweepNanos = nowNanos + Math.clamp(nanos, SHORTEST_SWEEP_NANOS, LONGEST_SWEEP_NANOS);
        }
        if (nextCheckNanos <= nowNanos || !breaker.isFailing() || isShut()) {
            nextCheckNanos = Long.MAX_VALUE;
        }
        if (breaker.isFailing() && !isShut() && nextCheckNanos == Long.MAX_VALUE) {
            nextCheckNanos = nowNanos + limits.lastProbeNanos();
        }
        Timer timer = timers.peek();
        long next = Math.min(fails ? nextSweepNanos : Long.MAX_VALUE, nextCheckNanos);
        next = Math.min(next, timer == null ? Long.MAX_VALUE : timer.untilNanos());
        long probe = held.isEmpty() || paused || stopped ? Long.MAX_VALUE : breaker.nextProbeNanos();
        if (isWaiting(nowNanos)) {
            return Math.min(next, notBeforeNanos);
        }
        return Math.min(next, probe);
    }

    EndpointState state() {
        EndpointState stop = stoppedState();
        boolean degraded = blocked > 0 || breaker.isFailing();
        return stop != null
                ? stop
                : breaker.isTripped()
                        ? EndpointState.TRIPPED
                        : degraded ? EndpointState.DEGRADED : EndpointState.ACTIVE;
    }

    EndpointView view() {
        long oldestMicros = Long.MAX_VALUE;
        for (Lane lane : lanes) {
            oldestMicros = lane.headMicros() == 0 ? oldestMicros : Math.min(oldestMicros, lane.headMicros());
        }
        return new EndpointView(
                endpoint,
                state(),
                health.lastFailure(),
                lanes.size(),
                blocked,
                inFlight,
                breaker.isTripped() ? 1 : concurrency.limit(),
                oldestMicros == Long.MAX_VALUE ? 0 : oldestMicros);
    }
}
