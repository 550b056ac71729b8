package dev.ephyra.notify.lane;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.endpoint.EndpointState;
import dev.ephyra.notify.record.EventFacts;
import dev.ephyra.room.Moment;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * All lanes: routes records to them, keeps their timers and shares out the requests, in turns over URLs and over the
 * lanes of a URL. Feed it, then {@link #poll} until it says {@link LaneOutput.WaitUntil}.
 *
 * <p>Owned by the one thread of its edge. Times are monotonic nanoseconds; {@code random} is uniform in [0, 1).
 * Bounded by {@link LaneLimits} and by the number of lanes, which its owner bounds.
 */
public final class LaneBook {
    private final LaneLimits limits;
    private final RetrySchedule schedule;
    private final Map<Incarnation, Lane> lanes = new HashMap<>();
    private final Map<Long, Lane> lanesById = new HashMap<>();
    private final Map<String, EndpointLanes> endpoints = new HashMap<>();
    private final Succession succession = new Succession();
    private final ReadyRing fresh = new ReadyRing();
    private final ReadyRing retrying = new ReadyRing();
    // At most two outputs a lane: none is asked for anything new before it has had its answer.
    private final ArrayDeque<LaneOutput> outputs = new ArrayDeque<>();
    // One entry for each lane that backs off: it leaves that state only here.
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparingLong(Timer::untilNanos));
    // In the order of their start, which is that of their deadlines. At most limits.inFlight.
    private final LinkedHashMap<Lane, Request> requests = new LinkedHashMap<>();
    private final StartPace pace;
    private boolean heldBack;
    private long heldBytes;
    private int retriesInFlight;
    private boolean retriesFirst;
    private long watchdogTrips;

    private record Timer(long untilNanos, Lane lane) {}

    private record Request(
            long ticket, long sinceNanos, boolean retry, EndpointLanes endpoint, StartPace.Start start) {}

    public LaneBook(LaneLimits limits, RetrySchedule schedule) {
        this.limits = limits;
        this.schedule = schedule;
        this.pace = new StartPace(limits.young(), limits.youngNanos());
    }

    /** Adds an endpoint or changes it; the next attempt of each lane uses it. */
    public void endpoint(Endpoint endpoint, Moment now) {
        EndpointLanes known = endpoints.get(endpoint.id());
        if (known == null) {
            endpoints.put(endpoint.id(), new EndpointLanes(endpoint));
        } else {
            known.change(endpoint);
        }
    }

    /** Takes up how an endpoint did in an earlier run; after {@link #endpoint} and before its lanes. */
    public void restoreEndpoint(String endpointId, EndpointMemory memory, Moment now) {}

    /** Ends all lanes of an endpoint; each is told as finished. Answers of requests that are out change nothing. */
    public void removeEndpoint(String endpointId) {}

    /** Posts nothing to an endpoint until it is resumed. */
    public void pause(String endpointId, Moment now) {}

    /** Ends a pause, or a stop by 410, and tries at once. */
    public void resume(String endpointId, Moment now) {}

    /**
     * Opens a lane for a room that {@code opening} has created and asks for its row. No effect if the room has one there.
     *
     * @param endpointId known by {@link #endpoint}
     */
    public void open(long laneId, String endpointId, JournalRecord opening) {
        Incarnation incarnation = Incarnation.of(opening);
        if (!lanes.containsKey(incarnation)) {
            var identity = new LaneIdentity(laneId, endpointId, incarnation);
            Lane lane = add(Lane.opened(identity, schedule, opening.offset()));
            outputs.add(new LaneOutput.Register(lane));
        }
    }

    /** Opens a lane for a room that has been open for a while; it gets what comes after {@code start}. */
    public void openAt(LaneIdentity identity, LanePosition start) {
        outputs.add(new LaneOutput.Register(add(Lane.restored(identity, schedule, start))));
    }

    /** Takes up a lane that an earlier run has left unfinished. */
    public void restore(LaneIdentity identity, LanePosition position, LaneMemory memory, Moment now) {
        Lane lane = add(Lane.restored(identity, schedule, position));
        outputs.add(new LaneOutput.ReadHistory(lane, position.roomSeq(), limits.window()));
    }

    private Lane add(Lane lane) {
        lanes.put(lane.identity().incarnation(), lane);
        lanesById.put(lane.identity().id(), lane);
        endpointOf(lane).laneAdded();
        succession.added(lane);
        return lane;
    }

    /** A record became durable. In the order of the log; one that no lane wants, or has already, changes nothing. */
    public void offer(JournalRecord record, EventFacts facts) {
        if (record.roomSeq() == 0 || lanes.isEmpty()) {
            return;
        }
        Lane lane = lanes.get(Incarnation.of(record));
        if (lane != null) {
            long before = lane.heldBytes();
            settle(lane, before, lane.offer(record, windowLimit()));
        }
    }

    /** {@link LaneOutput.Register} is done. */
    public void registered(long laneId) {
        Lane lane = lanesById.get(laneId);
        if (lane != null) {
            settle(lane, lane.heldBytes(), lane.registered(windowLimit()));
        }
    }

    /** {@link LaneOutput.WritePosition} is done. */
    public void positionWritten(long laneId) {
        Lane lane = lanesById.get(laneId);
        if (lane != null) {
            long before = lane.heldBytes();
            settle(lane, before, lane.positionWritten(windowLimit()));
        }
    }

    /** {@link LaneOutput.ReadHistory} is done: what was found, of at most {@code asked}. */
    public void read(Lane lane, List<JournalRecord> records, int asked, Moment now, double random) {
        long before = lane.heldBytes();
        settle(lane, before, lane.read(records, asked, windowLimit(), now.nanos(), random));
    }

    /** The journal does not hold these any more: the lane goes on behind them and announces the hole. */
    public void lost(Lane lane, long fromSeq, long toSeq) {}

    /** {@link LaneOutput.Post} was answered with an HTTP status. Late answers of abandoned requests change nothing. */
    public void answered(Lane lane, long ticket, Answer answer, Moment now, double random) {
        if (lane.isInFlight(ticket)) {
            endRequest(lane);
            long before = lane.heldBytes();
            settle(lane, before, lane.answered(ticket, answer.status(), now.nanos(), random));
        }
    }

    /** {@link LaneOutput.Post} got no answer. */
    public void failed(Lane lane, long ticket, String failure, boolean timeout, Moment now, double random) {
        if (lane.isInFlight(ticket)) {
            endRequest(lane);
            long before = lane.heldBytes();
            settle(lane, before, lane.failed(ticket, now.nanos(), random));
        }
    }

    /** What to do next. */
    public LaneOutput poll(Moment now) {
        fireTimers(now);
        LaneOutput next = outputs.poll();
        if (next == null) {
            next = grant(now);
        }
        return next == null ? new LaneOutput.WaitUntil(deadline()) : next;
    }

    private void fireTimers(Moment now) {
        long nowNanos = now.nanos();
        for (Timer timer = timers.peek(); timer != null && nowNanos - timer.untilNanos() >= 0; timer = timers.peek()) {
            timers.remove();
            Lane lane = timer.lane();
            settle(lane, lane.heldBytes(), lane.onTime(nowNanos, windowLimit()));
        }
        Map.Entry<Lane, Request> oldest = requests.firstEntry();
        while (oldest != null && nowNanos - oldest.getValue().sinceNanos() >= limits.watchdogNanos()) {
            watchdogTrips++;
            failed(oldest.getKey(), oldest.getValue().ticket(), "no answer of the edge", true, now, 0.5);
            oldest = requests.firstEntry();
        }
    }

    private @Nullable LaneOutput grant(Moment now) {
        long nowNanos = now.nanos();
        heldBack = !pace.allows(nowNanos);
        if (heldBack || requests.size() >= limits.inFlight()) {
            return null;
        }
        // In turns, so that neither a flood of new events nor an outage elsewhere starves the other.
        retriesFirst = !retriesFirst;
        Lane lane = retriesFirst ? nextRetry() : fresh.next(limits.inFlightPerUrl());
        if (lane == null) {
            lane = retriesFirst ? fresh.next(limits.inFlightPerUrl()) : nextRetry();
        }
        if (lane == null
                || !(lane.begin(now, endpointOf(lane).endpoint()) instanceof LaneStep.Emit(LaneOutput.Post post))) {
            return null;
        }
        boolean retry = lane.failures() > 0;
        retriesInFlight += retry ? 1 : 0;
        EndpointLanes endpoint = endpointOf(lane);
        endpoint.requestBegan();
        requests.put(lane, new Request(post.ticket(), nowNanos, retry, endpoint, pace.began(nowNanos)));
        return post;
    }

    private @Nullable Lane nextRetry() {
        return retriesInFlight < limits.retriesInFlight() ? retrying.next(limits.inFlightPerUrl()) : null;
    }

    private void endRequest(Lane lane) {
        Request request = requests.remove(lane);
        if (request != null) {
            retriesInFlight -= request.retry() ? 1 : 0;
            pace.ended(request.start());
            EndpointLanes endpoint = request.endpoint();
            endpoint.requestEnded();
            fresh.list(endpoint.fresh);
            retrying.list(endpoint.retrying);
        }
    }

    private void settle(Lane lane, long heldBefore, LaneStep step) {
        heldBytes += lane.heldBytes() - heldBefore;
        switch (step) {
            case LaneStep.Nothing _ -> {}
            case LaneStep.WantsSlot _ -> {
                if (!succession.mustWait(lane)) {
                    list(lane);
                }
            }
            case LaneStep.Wait(long untilNanos) -> timers.add(new Timer(untilNanos, lane));
            case LaneStep.Emit(LaneOutput output) -> {
                if (output instanceof LaneOutput.Finished) {
                    forget(lane);
                }
                outputs.add(output);
            }
        }
        Lane next = succession.releasedBy(lane);
        if (next != null && next.state() instanceof LaneState.Ready) {
            list(next);
        }
    }

    private void list(Lane lane) {
        if (lane.failures() == 0) {
            fresh.add(endpointOf(lane).fresh, lane);
        } else {
            retrying.add(endpointOf(lane).retrying, lane);
        }
    }

    private void forget(Lane lane) {
        succession.finished(lane);
        lanes.remove(lane.identity().incarnation());
        lanesById.remove(lane.identity().id());
        if (endpointOf(lane).laneRemoved() && !endpointOf(lane).endpoint().isRegistered()) {
            endpoints.remove(lane.identity().endpointId());
        }
    }

    private EndpointLanes endpointOf(Lane lane) {
        EndpointLanes known = endpoints.get(lane.identity().endpointId());
        if (known == null) {
            throw new IllegalStateException("no endpoint " + lane.identity().endpointId());
        }
        return known;
    }

    private static EndpointView viewOf(EndpointLanes endpoint) {
        return new EndpointView(
                endpoint.endpoint(), EndpointState.ACTIVE, "", endpoint.lanes(), 0, endpoint.inFlight(), 0, 0);
    }

    /** How an endpoint does; empty if it is not known, as the URL of rooms that are all over. */
    public Optional<EndpointView> view(String endpointId) {
        return Optional.ofNullable(endpoints.get(endpointId)).map(LaneBook::viewOf);
    }

    /** Of all endpoints. */
    public List<EndpointView> views() {
        return endpoints.values().stream().map(LaneBook::viewOf).toList();
    }

    /** Whether every lane has delivered all, or will not try again before {@code deadlineNanos}. */
    public boolean isDrained(long deadlineNanos) {
        return lanesById.values().stream().allMatch(lane -> switch (lane.state()) {
            case LaneState.Idle _, LaneState.Finished _ -> true;
            case LaneState.BackingOff(long untilNanos) -> untilNanos - deadlineNanos > 0;
            case LaneState.Registering _,
                    LaneState.Ready _,
                    LaneState.Reading _,
                    LaneState.InFlight _,
                    LaneState.Unwritten _ -> false;
        });
    }

    private int windowLimit() {
        return heldBytes < limits.heldBytes() ? limits.window() : 1;
    }

    private long deadline() {
        Timer timer = timers.peek();
        Map.Entry<Lane, Request> oldest = requests.firstEntry();
        long timerNanos = timer == null ? Long.MAX_VALUE : timer.untilNanos();
        long watchdogNanos = oldest == null ? Long.MAX_VALUE : oldest.getValue().sinceNanos() + limits.watchdogNanos();
        long paceNanos = heldBack ? pace.untilNanos() : Long.MAX_VALUE;
        return Math.min(paceNanos, Math.min(timerNanos, watchdogNanos));
    }

    /** All unfinished lanes. */
    public Collection<Lane> lanes() {
        return Collections.unmodifiableCollection(lanesById.values());
    }

    /** Looks at every lane: for once a second, not for every record. */
    public LaneCounts counts() {
        int blocked = 0;
        long neededFromOffset = Long.MAX_VALUE;
        long oldestHeadMicros = Long.MAX_VALUE;
        for (Lane lane : lanesById.values()) {
            blocked += lane.failures() > 0 ? 1 : 0;
            neededFromOffset = Math.min(neededFromOffset, lane.neededFromOffset());
            long headMicros = lane.head().map(JournalRecord::occurredAtMicros).orElse(Long.MAX_VALUE);
            oldestHeadMicros = Math.min(oldestHeadMicros, headMicros);
        }
        return new LaneCounts(
                lanesById.size(), requests.size(), blocked, neededFromOffset, oldestHeadMicros, watchdogTrips);
    }
}
