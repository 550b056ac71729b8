package dev.ephyra.notify.lane;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.endpoint.EndpointState;
import dev.ephyra.room.Moment;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes the lanes go: does what each step of a lane asks for, gives out the requests, wakes endpoints when their time has
 * come, and watches over every wait. Owned by its {@link LaneBook}.
 */
final class LaneTurns {
    // An endpoint whose probe finds no slot is looked at again then.
    private static final long BUSY_PAUSE_NANOS = 1_000_000;
    // Ids, headers and the answer, beside the notifications.
    private static final long POST_BYTES = 256;

    final Slots slots;
    final Watchdog watchdog;
    final Succession succession = new Succession();
    private final LaneLimits limits;
    private final Consumer<Lane> onFinished;
    private final EndpointFailures failures = new EndpointFailures(this);
    // At most two outputs a lane, and changes of endpoints: none is asked for anything new before it has had its
    // answer.
    private final ArrayDeque<LaneOutput> outputs = new ArrayDeque<>();
    private final TreeSet<EndpointLanes> wakes = new TreeSet<>(
            Comparator.comparingLong((EndpointLanes at) -> at.wakeNanos).thenComparingLong(at -> at.number));
    private Moment now = new Moment(0, 0);
    private double random = 0.5;
    private long heldBytes;

    /** @param onFinished hears of a lane that is over, before {@link LaneOutput.Finished} comes out */
    LaneTurns(LaneLimits limits, Consumer<Lane> onFinished) {
        this.limits = limits;
        this.onFinished = onFinished;
        this.slots = new Slots(limits);
        this.watchdog = new Watchdog(limits.watchdogNanos());
    }

    /** It is later now. */
    void at(Moment moment) {
        now = moment;
    }

    void at(Moment moment, double dice) {
        now = moment;
        random = dice;
    }

    Moment now() {
        return now;
    }

    double random() {
        return random;
    }

    void emit(@Nullable LaneOutput output) {
        if (output != null) {
            outputs.add(output);
        }
    }

    /** What to do next, or null; grants what may be granted. */
    @Nullable
    LaneOutput next() {
        wake();
        watch();
        LaneOutput next = nextOutput();
        while (next == null) {
            Lane lane = slots.next(now.nanos());
            if (lane == null) {
                return null;
            }
            begin(lane, false);
            next = nextOutput();
        }
        return next;
    }

    /** The next one that still holds: a lane may have ended since it was asked for. */
    private @Nullable LaneOutput nextOutput() {
        LaneOutput next = outputs.poll();
        while (next != null && !holds(next)) {
            next = outputs.poll();
        }
        return next;
    }

    private static boolean holds(LaneOutput output) {
        return switch (output) {
            case LaneOutput.Post post -> post.lane().isInFlight(post.ticket());
            case LaneOutput.Register register -> isAlive(register.lane());
            case LaneOutput.WritePosition write -> isAlive(write.lane());
            case LaneOutput.WriteDeadLetters write -> isAlive(write.lane());
            case LaneOutput.RememberFailure remember -> isAlive(remember.lane());
            case LaneOutput.ReadHistory read -> isAlive(read.lane());
            case LaneOutput.Finished _,
                    LaneOutput.EndpointChanged _,
                    LaneOutput.WatchdogTripped _,
                    LaneOutput.WaitUntil _ -> true;
        };
    }

    private static boolean isAlive(Lane lane) {
        return !(lane.state() instanceof LaneState.Finished);
    }

    long nextNanos() {
        long wakeNanos = wakes.isEmpty() ? Long.MAX_VALUE : wakes.first().wakeNanos;
        return Math.min(Math.min(wakeNanos, watchdog.nextNanos()), slots.nextNanos());
    }

    /** How many records a lane may hold. */
    int windowLimit(Lane lane) {
        boolean waits = lane.state() instanceof LaneState.Held || (lane.isBlocked() && slots.of(lane) == null);
        if (waits || heldBytes >= limits.heldBytes()) {
            return 1;
        }
        int batch = lane.at.endpoint().batching().maxEvents();
        return limits.window() + (batch > 1 ? batch : 0);
    }

    /** Does what the lane's step asks for. */
    void settle(Lane lane, LaneStep step) {
        switch (step) {
            case LaneStep.Nothing _ -> {}
            case LaneStep.WantsSlot _ -> list(lane);
            case LaneStep.Wait(LaneState.BackingOff until) -> {
                if (lane.at.isShut() && lane.isBlocked()) {
                    lane.letGo();
                    list(lane);
                } else {
                    lane.at.timer(lane, until);
                    shed(lane);
                }
            }
            case LaneStep.Emit(LaneOutput output) -> {
                if (output instanceof LaneOutput.Finished) {
                    forget(lane);
                }
                outputs.add(output);
            }
        }
        account(lane);
    }

    private void account(Lane lane) {
        heldBytes += lane.takeHeldChange();
        watchdog.follow(lane, now.nanos());
        schedule(lane.at);
    }

    private void shed(Lane lane) {
        if (lane.isBlocked() || lane.state() instanceof LaneState.Held) {
            lane.shed(heldBytes >= limits.heldBytes());
        }
    }

    /** The lane has something to post: it waits for its turn, or for its endpoint, or for the lane before it. */
    void list(Lane lane) {
        EndpointLanes at = lane.at;
        if (succession.mustWait(lane)) {
            return;
        }
        if (!at.isShut()) {
            slots.add(lane);
            return;
        }
        boolean shows = at.isTripped() && !lane.isBlocked() && at.health.mayShowOtherwise(lane);
        if (shows) {
            at.breaker.hurry(now.nanos());
        }
        at.hold(lane, shows);
        shed(lane);
        account(lane);
    }

    /** All that wait at an endpoint are sorted anew: it takes something again, or takes nothing any more. */
    void relist(EndpointLanes at) {
        at.takeAll().forEach(this::list);
        slots.list(at);
        schedule(at);
    }

    private void schedule(EndpointLanes at) {
        wakeAt(at, at.nextNanos(now.nanos()));
    }

    private void wakeAt(EndpointLanes at, long nanos) {
        if (at.wakeNanos != nanos) {
            wakes.remove(at);
            at.wakeNanos = nanos;
            if (nanos != Long.MAX_VALUE) {
                wakes.add(at);
            }
        }
    }

    private void wake() {
        while (!wakes.isEmpty() && wakes.first().wakeNanos - now.nanos() <= 0) {
            EndpointLanes at = wakes.first();
            for (Lane lane = at.due(now.nanos()); lane != null; lane = at.due(now.nanos())) {
                settle(lane, lane.onTime());
            }
            failures.reconsider(at);
            slots.list(at);
            if (at.isSweepDue(now.nanos())) {
                List.copyOf(at.lanes()).forEach(this::expire);
            }
            Lane probe = slots.hasRoomForProbe() ? at.probe(now.nanos()) : null;
            if (probe != null) {
                begin(probe, true);
            }
            wakeAt(at, Math.max(at.nextNanos(now.nanos()), now.nanos() + BUSY_PAUSE_NANOS));
        }
    }

    void expire(Lane lane) {
        settle(lane, lane.expire(windowLimit(lane), now.wallMicros()));
    }

    private void begin(Lane lane, boolean probe) {
        slots.take(lane, probe, now.nanos());
        if (probe) {
            lane.at.breaker.probeBegan(now.nanos());
        }
        carry(lane, lane.begin(windowLimit(lane), now));
    }

    /** A lane that has a slot has taken a step: it keeps it only to post, or to read what it posts. */
    private void carry(Lane lane, LaneStep step) {
        if (step instanceof LaneStep.Emit(LaneOutput.Post post)) {
            long bytes = POST_BYTES;
            for (Item member : post.members()) {
                bytes += member.record().notification().length;
            }
            slots.pay(lane, bytes);
        } else if (!(step instanceof LaneStep.Emit(LaneOutput.ReadHistory _))) {
            release(lane);
        }
        settle(lane, step);
    }

    /** The lane's slot is free again without an outcome. */
    void release(Lane lane) {
        Slots.Slot slot = slots.release(lane);
        if (slot != null && slot.probe()) {
            lane.at.breaker.probeVoid(now.nanos());
        }
    }

    void read(Lane lane, List<JournalRecord> records, int asked) {
        if (!(lane.state() instanceof LaneState.Reading)) {
            return;
        }
        LaneStep step = lane.read(records, asked, windowLimit(lane), now, random);
        Slots.Slot slot = slots.of(lane);
        if (slot == null) {
            LaneStep expired = lane.expire(windowLimit(lane), now.wallMicros());
            settle(lane, expired instanceof LaneStep.Nothing ? step : expired);
        } else if (step instanceof LaneStep.WantsSlot && (slot.probe() || !lane.at.isShut())) {
            carry(lane, lane.begin(windowLimit(lane), now));
        } else {
            carry(lane, step);
        }
    }

    /** Whatever its endpoint does, the lane waits for the journal; a probe is left to another one. */
    void unreadable(Lane lane) {
        if (lane.state() instanceof LaneState.Reading) {
            release(lane);
            lane.at.timer(lane, lane.unread(now, random).until());
            account(lane);
        }
    }

    void answered(Lane lane, Answer answer) {
        failures.answered(lane, answer);
    }

    void failed(Lane lane, String failure, boolean timeout) {
        failures.failed(lane, failure, timeout);
    }

    private void watch() {
        for (Lane lane = watchdog.overdue(now.nanos()); lane != null; lane = watchdog.overdue(now.nanos())) {
            switch (lane.state()) {
                case LaneState.Registering _ -> again(lane, "its row", new LaneOutput.Register(lane));
                case LaneState.Reading _ -> again(lane, "a read", lane.readHistory(windowLimit(lane)));
                case LaneState.Unwritten(LanePosition _, boolean _, LaneOutput write) ->
                    again(lane, "its position", write);
                case LaneState.InFlight _ -> {
                    emit(new LaneOutput.WatchdogTripped(lane, "a request"));
                    failed(lane, "the request never ended", true);
                }
                case LaneState.Idle _,
                        LaneState.Ready _,
                        LaneState.Held _,
                        LaneState.BackingOff _,
                        LaneState.Finished _ -> {}
            }
        }
    }

    private void again(Lane lane, String what, LaneOutput output) {
        emit(new LaneOutput.WatchdogTripped(lane, what));
        emit(output);
    }

    /** A lane comes in, in the order in which the rooms were created. */
    void add(Lane lane) {
        Lane before = succession.added(lane);
        if (before != null) {
            settle(before, before.supersede());
        }
        account(lane);
    }

    /** Ends a lane whatever it does. */
    void end(Lane lane) {
        release(lane);
        lane.finish();
        forget(lane);
        account(lane);
        emit(new LaneOutput.Finished(lane));
    }

    private void forget(Lane lane) {
        onFinished.accept(lane);
        Lane next = succession.finished(lane);
        if (next != null && !succession.mustWait(next) && next.state() instanceof LaneState.Ready) {
            list(next);
        }
    }

    /** The endpoint's lanes have ended. */
    void forget(EndpointLanes at) {
        wakeAt(at, Long.MAX_VALUE);
    }

    void pause(EndpointLanes at) {
        at.pause();
        emit(at.health.changed(EndpointState.PAUSED, 0, now));
        relist(at);
    }

    void resume(EndpointLanes at) {
        boolean stood = at.stoppedState() != null;
        at.resume(now.nanos());
        if (stood) {
            EndpointState to = at.isTripped() ? EndpointState.TRIPPED : EndpointState.ACTIVE;
            emit(at.health.changed(to, 0, now));
        }
        relist(at);
    }
}
