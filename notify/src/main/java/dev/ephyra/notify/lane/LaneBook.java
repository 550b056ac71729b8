package dev.ephyra.notify.lane;

import dev.ephyra.journal.JournalRecord;
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
    private final Map<String, Endpoint> endpoints = new HashMap<>();
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

    private record Request(long ticket, long sinceNanos, boolean retry, Endpoint endpoint, StartPace.Start start) {}

    public LaneBook(LaneLimits limits, RetrySchedule schedule) {
        this.limits = limits;
        this.schedule = schedule;
        this.pace = new StartPace(limits.young(), limits.youngNanos());
    }

    /** Opens a lane for a room that {@code opening} has created and asks for its row. No effect if it has one. */
    public void open(long id, String url, JournalRecord opening) {
        Incarnation incarnation = Incarnation.of(opening);
        if (!lanes.containsKey(incarnation)) {
            var identity = new LaneIdentity(id, url, incarnation);
            Lane lane = add(Lane.opened(identity, schedule, opening.offset()));
            outputs.add(new LaneOutput.Register(lane));
        }
    }

    /** Takes up a lane that an earlier run has left unfinished. */
    public void restore(LaneIdentity identity, LanePosition acknowledged) {
        Lane lane = add(Lane.restored(identity, schedule, acknowledged));
        outputs.add(new LaneOutput.ReadHistory(lane, acknowledged.roomSeq(), limits.window()));
    }

    private Lane add(Lane lane) {
        lanes.put(lane.identity().incarnation(), lane);
        lanesById.put(lane.identity().id(), lane);
        endpoints.computeIfAbsent(lane.identity().url(), url -> new Endpoint()).laneAdded();
        succession.added(lane);
        return lane;
    }

    /** A record became durable. In the order of the log; one that no lane wants, or has already, changes nothing. */
    public void offer(JournalRecord event) {
        if (event.roomSeq() == 0 || lanes.isEmpty()) {
            return;
        }
        Lane lane = lanes.get(Incarnation.of(event));
        if (lane != null) {
            long before = lane.heldBytes();
            settle(lane, before, lane.offer(event, windowLimit()));
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
    public void read(Lane lane, List<JournalRecord> events, int asked, long nowNanos, double random) {
        long before = lane.heldBytes();
        settle(lane, before, lane.read(events, asked, windowLimit(), nowNanos, random));
    }

    /** {@link LaneOutput.Post} was answered with an HTTP status. Late answers of abandoned requests change nothing. */
    public void answered(Lane lane, long ticket, int status, long nowNanos, double random) {
        if (lane.isInFlight(ticket)) {
            endRequest(lane);
            long before = lane.heldBytes();
            settle(lane, before, lane.answered(ticket, status, nowNanos, random));
        }
    }

    /** {@link LaneOutput.Post} got no answer. */
    public void failed(Lane lane, long ticket, long nowNanos, double random) {
        if (lane.isInFlight(ticket)) {
            endRequest(lane);
            long before = lane.heldBytes();
            settle(lane, before, lane.failed(ticket, nowNanos, random));
        }
    }

    /** What to do next. */
    public LaneOutput poll(long nowNanos) {
        fireTimers(nowNanos);
        LaneOutput next = outputs.poll();
        if (next == null) {
            next = grant(nowNanos);
        }
        return next == null ? new LaneOutput.WaitUntil(deadline()) : next;
    }

    private void fireTimers(long nowNanos) {
        for (Timer timer = timers.peek(); timer != null && nowNanos - timer.untilNanos() >= 0; timer = timers.peek()) {
            timers.remove();
            Lane lane = timer.lane();
            settle(lane, lane.heldBytes(), lane.onTime(nowNanos, windowLimit()));
        }
        Map.Entry<Lane, Request> oldest = requests.firstEntry();
        while (oldest != null && nowNanos - oldest.getValue().sinceNanos() >= limits.watchdogNanos()) {
            watchdogTrips++;
            failed(oldest.getKey(), oldest.getValue().ticket(), nowNanos, 0.5);
            oldest = requests.firstEntry();
        }
    }

    private @Nullable LaneOutput grant(long nowNanos) {
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
        if (lane == null || !(lane.begin(nowNanos) instanceof LaneOutput.Post post)) {
            return null;
        }
        boolean retry = lane.failures() > 0;
        retriesInFlight += retry ? 1 : 0;
        Endpoint endpoint = endpointOf(lane);
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
            Endpoint endpoint = request.endpoint();
            endpoint.requestEnded();
            fresh.list(endpoint.fresh);
            retrying.list(endpoint.retrying);
        }
    }

    private void settle(Lane lane, long heldBefore, LaneOutput output) {
        heldBytes += lane.heldBytes() - heldBefore;
        switch (output) {
            case LaneOutput.WantsSlot wants -> {
                if (!succession.mustWait(lane)) {
                    list(lane);
                }
            }
            case LaneOutput.WaitUntil wait -> {
                if (wait.nanos() != Long.MAX_VALUE) {
                    timers.add(new Timer(wait.nanos(), lane));
                }
            }
            case LaneOutput.Finished finished -> {
                forget(lane);
                outputs.add(finished);
            }
            case LaneOutput.Register register -> outputs.add(register);
            case LaneOutput.Post post -> outputs.add(post);
            case LaneOutput.WritePosition write -> outputs.add(write);
            case LaneOutput.ReadHistory read -> outputs.add(read);
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
        if (endpointOf(lane).laneRemoved()) {
            endpoints.remove(lane.identity().url());
        }
    }

    private Endpoint endpointOf(Lane lane) {
        return endpoints.computeIfAbsent(lane.identity().url(), url -> new Endpoint());
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

    public Optional<Lane> lane(Incarnation incarnation) {
        return Optional.ofNullable(lanes.get(incarnation));
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
