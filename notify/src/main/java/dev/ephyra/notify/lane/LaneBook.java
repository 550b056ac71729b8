package dev.ephyra.notify.lane;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.endpoint.EndpointState;
import dev.ephyra.notify.record.EventFacts;
import dev.ephyra.room.Moment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All lanes of all endpoints: routes records and answers to them. Feed it, then {@link #poll} until it says
 * {@link LaneOutput.WaitUntil}.
 *
 * <p>Owned by the one thread of its edge. {@code random} is uniform in [0, 1). Bounded by {@link LaneLimits} and by the
 * number of endpoints and lanes, which its owner bounds. An endpoint of rooms is forgotten with its last lane.
 */
public final class LaneBook {
    private final LaneLimits limits;
    private final RetrySchedule schedule;
    private final Map<Incarnation, List<Lane>> lanes = new HashMap<>();
    private final Map<Long, Lane> lanesById = new HashMap<>();
    private final Map<String, EndpointLanes> endpoints = new HashMap<>();
    private final LaneTurns turns;
    private long endpointsSeen;

    public LaneBook(LaneLimits limits, RetrySchedule schedule) {
        this.limits = limits;
        this.schedule = schedule;
        this.turns = new LaneTurns(limits, this::forget);
    }

    /** Adds an endpoint or changes it; the next attempt of each lane uses it, its filter the next record. */
    public void endpoint(Endpoint endpoint, Moment now) {
        turns.at(now);
        EndpointLanes known = endpoints.get(endpoint.id());
        if (known == null) {
            endpoints.put(endpoint.id(), new EndpointLanes(endpoint, limits, endpointsSeen++));
        } else if (!known.endpoint().equals(endpoint)) {
            boolean moved = !known.endpoint().url().equals(endpoint.url());
            known.change(endpoint);
            if (moved) {
                known.moved(now.nanos());
                turns.relist(known);
            }
        }
    }

    /** Takes up how an endpoint did in an earlier run; after {@link #endpoint} and before its lanes. */
    public void restoreEndpoint(String endpointId, EndpointMemory memory, Moment now) {
        turns.at(now);
        EndpointLanes at = endpoints.get(endpointId);
        if (at != null) {
            at.health.restore(memory);
            switch (memory.state()) {
                case ACTIVE, DEGRADED -> {}
                case TRIPPED -> {
                    at.breaker.trip(now.nanos(), 0);
                    at.breaker.hurry(now.nanos());
                }
                case STOPPED -> at.stop();
                case PAUSED -> at.pause();
            }
        }
    }

    /** Ends all lanes of an endpoint; each is told as finished. Answers of requests that are out change nothing. */
    public void removeEndpoint(String endpointId) {
        EndpointLanes at = endpoints.get(endpointId);
        if (at != null) {
            List.copyOf(at.lanes()).forEach(turns::end);
            endpoints.remove(endpointId);
            turns.forget(at);
        }
    }

    /** Posts nothing to an endpoint until it is resumed. Requests that are out end as they may. */
    public void pause(String endpointId, Moment now) {
        turns.at(now);
        EndpointLanes at = endpoints.get(endpointId);
        if (at != null) {
            turns.pause(at);
        }
    }

    /** Ends a pause, or a stop by 410, and tries at once. */
    public void resume(String endpointId, Moment now) {
        turns.at(now);
        EndpointLanes at = endpoints.get(endpointId);
        if (at != null) {
            turns.resume(at);
        }
    }

    /**
     * Opens a lane for a room that {@code opening} has created and asks for its row. No effect if the room has one there.
     *
     * @param endpointId known by {@link #endpoint}
     */
    public void open(long laneId, String endpointId, JournalRecord opening) {
        var identity = new LaneIdentity(laneId, endpointId, Incarnation.of(opening));
        register(identity, LanePosition.startingAfter(opening.offset() - 1), true);
    }

    /** Opens a lane for a room that has been open for a while; it gets what comes after {@code start}. */
    public void openAt(LaneIdentity identity, LanePosition start) {
        register(identity, start, false);
    }

    private void register(LaneIdentity identity, LanePosition start, boolean whole) {
        EndpointLanes at = endpointOf(identity);
        if (!has(identity)) {
            Lane lane = Lane.opened(identity, at, schedule, start, whole);
            add(lane);
            turns.emit(new LaneOutput.Register(lane));
        }
    }

    /** Takes up a lane that an earlier run has left unfinished; in the order in which they were opened. */
    public void restore(LaneIdentity identity, LanePosition position, LaneMemory memory, Moment now) {
        turns.at(now);
        EndpointLanes at = endpointOf(identity);
        if (!has(identity)) {
            Lane lane = Lane.restored(identity, at, schedule, position, memory);
            add(lane);
            turns.emit(lane.readHistory(turns.windowLimit(lane)));
        }
    }

    private EndpointLanes endpointOf(LaneIdentity identity) {
        EndpointLanes known = endpoints.get(identity.endpointId());
        if (known == null) {
            throw new IllegalStateException("no endpoint " + identity.endpointId());
        }
        return known;
    }

    private boolean has(LaneIdentity identity) {
        return lanesById.containsKey(identity.id())
                || lane(identity.endpointId(), identity.incarnation()).isPresent();
    }

    private void add(Lane lane) {
        // A list of one is the rule, and it is read for each record.
        lanes.merge(lane.identity().incarnation(), List.of(lane), LaneBook::joined);
        lanesById.put(lane.identity().id(), lane);
        lane.at.add(lane);
        turns.add(lane);
    }

    private static List<Lane> joined(List<Lane> some, List<Lane> more) {
        List<Lane> all = new ArrayList<>(some);
        all.addAll(more);
        return List.copyOf(all);
    }

    private void forget(Lane lane) {
        lanesById.remove(lane.identity().id());
        lanes.computeIfPresent(lane.identity().incarnation(), (incarnation, some) -> {
            List<Lane> left = some.stream().filter(other -> !other.equals(lane)).toList();
            return left.isEmpty() ? null : left;
        });
        lane.at.remove(lane);
        Endpoint endpoint = lane.at.endpoint();
        if (lane.at.lanes().isEmpty() && !endpoint.isRegistered() && lane.at.stoppedState() == null) {
            endpoints.remove(endpoint.id());
            turns.forget(lane.at);
        }
    }

    /**
     * A record became durable. In the order of the log; one that no lane wants, or has already, changes nothing.
     *
     * @param facts those of {@code record}
     */
    public void offer(JournalRecord record, EventFacts facts) {
        if (record.roomSeq() == 0 || lanes.isEmpty()) {
            return;
        }
        for (Lane lane : lanes.getOrDefault(Incarnation.of(record), List.of())) {
            turns.settle(lane, lane.offer(record, facts, turns.windowLimit(lane), turns.now()));
        }
    }

    /** {@link LaneOutput.Register} is done. */
    public void registered(long laneId) {
        Lane lane = lanesById.get(laneId);
        if (lane != null) {
            turns.settle(lane, lane.registered());
        }
    }

    /** {@link LaneOutput.WritePosition} or {@link LaneOutput.WriteDeadLetters} is done. */
    public void positionWritten(long laneId) {
        Lane lane = lanesById.get(laneId);
        if (lane != null) {
            turns.settle(lane, lane.positionWritten(turns.windowLimit(lane)));
        }
    }

    /** {@link LaneOutput.ReadHistory} is done: what was found, of at most {@code asked}. */
    public void read(Lane lane, List<JournalRecord> records, int asked, Moment now, double random) {
        turns.at(now, random);
        turns.read(lane, records, asked);
    }

    /** {@link LaneOutput.ReadHistory} has failed. It is asked for again after a delay of the retry schedule. */
    public void unreadable(Lane lane, Moment now, double random) {
        turns.at(now, random);
        turns.unreadable(lane);
    }

    /**
     * The journal does not hold these any more: the lane goes on behind them and announces the hole. While it is asked for
     * them; what a read leaves out before its first record is taken to be lost without being told.
     */
    public void lost(Lane lane, long fromSeq, long toSeq) {
        lane.lost(fromSeq, toSeq);
    }

    /** {@link LaneOutput.Post} was answered. Late answers of abandoned requests change nothing. */
    public void answered(Lane lane, long ticket, Answer answer, Moment now, double random) {
        turns.at(now, random);
        if (lane.isInFlight(ticket)) {
            turns.answered(lane, answer);
        }
    }

    /**
     * {@link LaneOutput.Post} got no answer.
     *
     * @param timeout whether it was given up: the receiver may be overloaded
     */
    public void failed(Lane lane, long ticket, String failure, boolean timeout, Moment now, double random) {
        turns.at(now, random);
        if (lane.isInFlight(ticket)) {
            turns.failed(lane, failure, timeout);
        }
    }

    /** What to do next. */
    public LaneOutput poll(Moment now) {
        turns.at(now);
        LaneOutput next = turns.next();
        return next == null ? new LaneOutput.WaitUntil(turns.nextNanos()) : next;
    }

    /** All unfinished lanes. */
    public Collection<Lane> lanes() {
        return Collections.unmodifiableCollection(lanesById.values());
    }

    /** Whether a record of this incarnation is of use to any lane. */
    public boolean hasLanes(Incarnation incarnation) {
        return lanes.containsKey(incarnation);
    }

    /** The unfinished lane of a room at an endpoint. */
    public Optional<Lane> lane(String endpointId, Incarnation incarnation) {
        return lanes.getOrDefault(incarnation, List.of()).stream()
                .filter(lane -> lane.identity().endpointId().equals(endpointId))
                .findFirst();
    }

    /** An endpoint as it is now; empty if it is not known, as the URL of rooms that are all over. */
    public Optional<Endpoint> endpoint(String endpointId) {
        return Optional.ofNullable(endpoints.get(endpointId)).map(EndpointLanes::endpoint);
    }

    /** Whether an endpoint takes anything; empty if it is not known. */
    public Optional<EndpointState> state(String endpointId) {
        return Optional.ofNullable(endpoints.get(endpointId)).map(EndpointLanes::state);
    }

    /** How an endpoint does; empty if it is not known. Looks at all its lanes: for who asks, not for every room. */
    public Optional<EndpointView> view(String endpointId) {
        return Optional.ofNullable(endpoints.get(endpointId)).map(EndpointLanes::view);
    }

    /** Of all endpoints. Looks at every lane: for once a second. */
    public List<EndpointView> views() {
        return endpoints.values().stream().map(EndpointLanes::view).toList();
    }

    /** Whether every lane has delivered all, or will not try again before {@code deadlineNanos}, as far as is known. */
    public boolean isDrained(long deadlineNanos) {
        return lanesById.values().stream().allMatch(lane -> switch (lane.state()) {
            case LaneState.Idle _, LaneState.Held _, LaneState.Finished _ -> true;
            case LaneState.BackingOff(long untilNanos) -> untilNanos - deadlineNanos > 0;
            case LaneState.Registering _,
                    LaneState.Ready _,
                    LaneState.Reading _,
                    LaneState.InFlight _,
                    LaneState.Unwritten _ -> false;
        });
    }

    /** Looks at every lane: for once a second, not for every record. */
    public LaneCounts counts() {
        int blocked = 0;
        long neededFromOffset = Long.MAX_VALUE;
        long oldestHeadMicros = Long.MAX_VALUE;
        for (Lane lane : lanesById.values()) {
            blocked += lane.isBlocked() ? 1 : 0;
            neededFromOffset = Math.min(neededFromOffset, lane.neededFromOffset());
            oldestHeadMicros =
                    lane.headMicros() == 0 ? oldestHeadMicros : Math.min(oldestHeadMicros, lane.headMicros());
        }
        return new LaneCounts(
                lanesById.size(),
                turns.slots.inFlight(),
                blocked,
                neededFromOffset,
                oldestHeadMicros,
                turns.watchdog.trips());
    }
}
