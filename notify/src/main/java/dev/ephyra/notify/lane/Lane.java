package dev.ephyra.notify.lane;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.endpoint.Batching;
import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.endpoint.Endpoint.PoisonPolicy;
import dev.ephyra.notify.lane.LaneState.BackingOff;
import dev.ephyra.notify.lane.LaneState.Held;
import dev.ephyra.notify.lane.LaneState.Idle;
import dev.ephyra.notify.lane.LaneState.InFlight;
import dev.ephyra.notify.lane.LaneState.Reading;
import dev.ephyra.notify.lane.LaneState.Ready;
import dev.ephyra.notify.lane.LaneState.Registering;
import dev.ephyra.notify.lane.LaneState.Unwritten;
import dev.ephyra.notify.record.EventFacts;
import dev.ephyra.room.Moment;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The notifications of one room incarnation on their way to one endpoint, strictly in order: one request in flight, and
 * the next only after the position of the last is durable. So a crash repeats at most the one request that was out.
 *
 * <p>It keeps a few records and otherwise only remembers that it is behind; what it lacks it asks of the journal. Each
 * input returns what to do next. Owned by the one thread of its {@link LaneBook}.
 */
public final class Lane {
    // A write for each event that an endpoint does not want would cost as much as delivering it.
    private static final int MOST_PASSED_EVENTS = 1_000;
    // So that what a restart reads again is not older than the journal.
    private static final long MOST_PASSED_MICROS = TimeUnit.MINUTES.toMicros(10);
    // A journal that cannot be read is asked again after the third delay of the schedule at most.
    private static final int MOST_READ_STEPS = 3;

    final EndpointLanes at;
    private final LaneIdentity identity;
    private final RetrySchedule schedule;
    private final LaneWindow window;
    private final Retries retries;
    private final BatchSplit batchSplit = new BatchSplit();
    private LaneState state;
    // What an earlier run has left of the head's failures.
    private LaneMemory planned = LaneMemory.NONE;
    private List<Item> members = List.of();
    private int emptyReads;
    private boolean superseded;
    private long tickets;
    private long accountedBytes;
    // Bytes that its turns have not paid yet, if negative.
    private long credit;
    // Kept by its endpoint.
    boolean isQueuedAsHeld;

    private Lane(LaneIdentity identity, EndpointLanes at, RetrySchedule schedule, LaneWindow window, LaneState state) {
        this.identity = identity;
        this.at = at;
        this.schedule = schedule;
        this.window = window;
        this.retries = new Retries(schedule);
        this.state = state;
    }

    /** A lane whose row does not exist yet; {@code whole} if it is there from its room's first record on. */
    static Lane opened(
            LaneIdentity identity, EndpointLanes at, RetrySchedule schedule, LanePosition start, boolean whole) {
        return new Lane(identity, at, schedule, new LaneWindow(start, !whole), new Registering());
    }

    /** A lane as its row says. It starts by reading what the journal has for it. */
    static Lane restored(
            LaneIdentity identity, EndpointLanes at, RetrySchedule schedule, LanePosition start, LaneMemory memory) {
        Lane lane = new Lane(identity, at, schedule, new LaneWindow(start, true), new Reading());
        lane.planned = memory;
        if (memory.attempts() > 0) {
            lane.retries.restore(memory);
            at.blocked(1);
        }
        return lane;
    }

    /** A record became durable. One that is already held, passed over or delivered changes nothing. */
    LaneStep offer(JournalRecord record, EventFacts facts, int windowLimit, Moment now) {
        window.offer(record, facts, endpoint(), windowLimit);
        if (state instanceof Idle) {
            if (window.hasPassedMuch(MOST_PASSED_EVENTS, MOST_PASSED_MICROS, record.occurredAtMicros())
                    && window.isEmpty()) {
                return write(window.afterPassing(), window.isOver());
            }
            return linger(now);
        }
        boolean full = state instanceof BackingOff
                && retries.attempts() == 0
                && window.size() >= batching().maxEvents();
        return full ? proceed() : LaneStep.NOTHING;
    }

    /** An idle lane sends at once, unless its endpoint would rather have more in one request. */
    private LaneStep linger(Moment now) {
        int millis = batching().lingerMillis();
        if (window.isEmpty() || millis == 0 || window.size() >= batching().maxEvents()) {
            return proceed();
        }
        return waitFor(TimeUnit.MILLISECONDS.toNanos(millis), now);
    }

    /** The row is durable. */
    LaneStep registered() {
        return state instanceof Registering ? proceed() : LaneStep.NOTHING;
    }

    /** What {@link LaneOutput.ReadHistory} asked for, oldest first; fewer than asked means that there is no more. */
    LaneStep read(List<JournalRecord> records, int asked, int windowLimit, Moment now, double random) {
        if (!(state instanceof Reading)) {
            return LaneStep.NOTHING;
        }
        long before = window.coveredSeq();
        window.read(records, records.size() < asked, endpoint(), windowLimit);
        if (!window.isComplete() && window.isBehind() && window.coveredSeq() == before) {
            // Durable, yet the journal does not give it now. Ask again later.
            return unread(now, random);
        }
        emptyReads = 0;
        if (retries.attempts() > 0 && window.isEmpty() && !window.isBehind()) {
            cleared();
        }
        long delayNanos = planned.attempts() == 0 ? 0 : retries.delayNanos(planned, now);
        planned = LaneMemory.NONE;
        return delayNanos > 0 && !window.isEmpty() ? waitFor(delayNanos, now) : proceed();
    }

    /** The journal could not be read, which says nothing of what it holds. */
    LaneStep.Wait unread(Moment now, double random) {
        emptyReads = Math.min(emptyReads + 1, MOST_READ_STEPS);
        return waitFor(schedule.delayNanos(emptyReads, random), now);
    }

    /** The journal says that these are gone. */
    void lost(long fromSeq, long toSeq) {
        if (state instanceof Reading && window.lost(fromSeq, toSeq)) {
            cleared();
        }
    }

    /** Its turn has come: it posts, or reads what it has to post. */
    LaneStep begin(int windowLimit, Moment now) {
        if (!(state instanceof Ready) && !(state instanceof Held)) {
            return LaneStep.NOTHING;
        }
        if (window.frozenEvents() > batching().maxEvents()) {
            // Its endpoint takes no such batch any more. What that one has failed says little of its first event.
            window.unfreeze();
            cleared();
        }
        if (!window.isComplete() && window.isBehind()) {
            state = new Reading();
            return new LaneStep.Emit(readHistory(windowLimit));
        }
        if (window.isEmpty()) {
            return proceed();
        }
        long durableSeq = window.durable().roomSeq();
        members = window.choose(
                batchSplit.most(batching().maxEvents(), durableSeq),
                batching().maxBytes(),
                batchSplit.lastSeq(durableSeq));
        if (batchSplit.mayBePoison(members.getFirst().record().roomSeq())) {
            retries.expectPoison();
        }
        state = new InFlight(++tickets);
        int attempt = retries.began(now);
        return new LaneStep.Emit(new LaneOutput.Post(
                this, members, attempt, retries.firstAttemptMicros(), window.gap(), tickets, endpoint()));
    }

    LaneOutput readHistory(int windowLimit) {
        return new LaneOutput.ReadHistory(
                this,
                window.coveredSeq(),
                window.coveredOffset(),
                Math.max(1, Math.max(window.frozenEvents(), windowLimit) - window.size()));
    }

    /** What was posted is delivered. */
    LaneStep delivered() {
        LanePosition position = window.afterDelivery(members);
        boolean last = window.endsWith(members);
        cleared();
        return write(position, last);
    }

    private LaneStep write(LanePosition position, boolean last) {
        var write = new LaneOutput.WritePosition(this, position, last);
        state = new Unwritten(position, last, write);
        return new LaneStep.Emit(write);
    }

    /** What was posted was too large: half of it goes next. Returns whether there was more than one. */
    boolean split() {
        if (members.size() < 2) {
            return false;
        }
        batchSplit.into((members.size() + 1) / 2, members.getLast().record().roomSeq());
        chooseAnew();
        return true;
    }

    private void chooseAnew() {
        window.unfreeze();
        cleared();
        state = new Ready();
    }

    /** What was posted was not taken. {@code successes} counts those of the endpoint. */
    void refused(String failure, long successes, Moment now) {
        at.blocked(retries.attempts() == 0 ? 1 : 0);
        retries.failed(failure, successes, now);
    }

    /** After a failure: it becomes a dead letter, or waits; {@code held} if not by its own clock. */
    LaneStep afterFailure(boolean isHeld, long delayNanos, Moment now) {
        boolean dead = endpoint().deadLetters() == PoisonPolicy.DEAD_LETTER && retries.isPoison(now.nanos());
        if (dead && members.size() == 1) {
            return bury(members, DeadLetterCause.POISON);
        }
        if (dead) {
            batchSplit.alone(members.getLast().record().roomSeq());
            chooseAnew();
            return LaneStep.WANTS_SLOT;
        }
        members = List.of();
        state = new Ready();
        return isHeld ? LaneStep.WANTS_SLOT : waitFor(delayNanos, now);
    }

    /** It tries no event that is too old. Only of heads that have failed, or behind an endpoint that fails. */
    LaneStep expire(int windowLimit, long wallMicros) {
        boolean waits = state instanceof Ready || state instanceof Held || state instanceof BackingOff;
        long bornMicros = wallMicros - TimeUnit.MILLISECONDS.toMicros(endpoint().maxAgeMillis());
        boolean old = window.headMicros() > 0 && window.headMicros() <= bornMicros;
        if (!waits || !old || (retries.attempts() == 0 && !at.isTripped())) {
            return LaneStep.NOTHING;
        }
        if (window.isEmpty()) {
            state = new Reading();
            return new LaneStep.Emit(readHistory(windowLimit));
        }
        return bury(window.olderThan(bornMicros), DeadLetterCause.MAX_AGE);
    }

    private LaneStep bury(List<Item> dead, DeadLetterCause cause) {
        LanePosition position = window.afterDeath(dead);
        var write = new LaneOutput.WriteDeadLetters(
                this, dead, cause, retries.attempts(), retries.lastFailure(), position, window.endsWith(dead));
        state = new Unwritten(position, write.last(), write);
        cleared();
        return new LaneStep.Emit(write);
    }

    /** The head's failures count no more. */
    private void cleared() {
        at.blocked(retries.attempts() > 0 ? -1 : 0);
        retries.clear();
        members = List.of();
    }

    /** The position is durable. */
    LaneStep positionWritten(int windowLimit) {
        if (!(state instanceof Unwritten(LanePosition position, boolean last, LaneOutput write))) {
            return LaneStep.NOTHING;
        }
        window.written(position);
        if (last) {
            finish();
            return new LaneStep.Emit(new LaneOutput.Finished(this));
        }
        if (write instanceof LaneOutput.WriteDeadLetters && window.isEmpty() && window.isBehind()) {
            // What comes next may be too old as well, and is not to wait for its turn to be found so.
            state = new Reading();
            return new LaneStep.Emit(readHistory(windowLimit));
        }
        return proceed();
    }

    /** The wait is over. */
    LaneStep onTime() {
        return state instanceof BackingOff ? proceed() : LaneStep.NOTHING;
    }

    /** A lane of the same room that came later waits for the end of this one. */
    LaneStep supersede() {
        superseded = true;
        return state instanceof Idle ? proceed() : LaneStep.NOTHING;
    }

    private LaneStep proceed() {
        if (!window.isEmpty() || window.isBehind()) {
            state = new Ready();
            return LaneStep.WANTS_SLOT;
        }
        if (window.isOver() || superseded) {
            return write(window.afterPassing(), true);
        }
        state = new Idle();
        return LaneStep.NOTHING;
    }

    private LaneStep.Wait waitFor(long nanos, Moment now) {
        var until = new BackingOff(now.nanos() + nanos);
        state = until;
        return new LaneStep.Wait(until);
    }

    /** Its endpoint takes nothing now. */
    void hold() {
        state = new Held();
    }

    /** Its endpoint takes something again. What it waited for counts no more. */
    void letGo() {
        retries.startOver();
        state = new Ready();
    }

    /** Who waits keeps a small head only: a long outage of many rooms must not fill the memory. */
    void shed(boolean everything) {
        window.shed(everything);
    }

    void finish() {
        at.blocked(retries.attempts() > 0 ? -1 : 0);
        retries.clear();
        state = new LaneState.Finished();
    }

    /** How much more it holds in memory than at the last call. */
    long takeHeldChange() {
        long held = state instanceof LaneState.Finished ? 0 : window.heldBytes();
        long change = held - accountedBytes;
        accountedBytes = held;
        return change;
    }

    long heldBytes() {
        return window.heldBytes();
    }

    /** What a turn is worth comes in, never more than one; returns whether the lane may have it. */
    boolean earn(long quantumBytes) {
        credit = Math.min(quantumBytes, credit + quantumBytes);
        return credit > 0;
    }

    void pay(long bytes) {
        credit = Math.max(-ReadyRing.MAX_DEBT_BYTES, credit - bytes);
    }

    Retries retries() {
        return retries;
    }

    boolean isInFlight(long ticket) {
        return state instanceof InFlight(long current) && current == ticket;
    }

    private Endpoint endpoint() {
        return at.endpoint();
    }

    private Batching batching() {
        return at.endpoint().batching();
    }

    boolean isBlocked() {
        return retries.attempts() > 0;
    }

    /** When the oldest undelivered record known occurred; 0 if there is none. */
    long headMicros() {
        return window.headMicros();
    }

    public LaneIdentity identity() {
        return identity;
    }

    public LaneState state() {
        return state;
    }

    /** What is durable of its progress. */
    public LanePosition acknowledged() {
        return window.durable();
    }

    /** The journal must keep what is at or after this offset for this lane; {@code Long.MAX_VALUE} if it needs nothing. */
    public long neededFromOffset() {
        return state instanceof Registering ? window.durable().offset() + 1 : window.neededFromOffset();
    }
}
