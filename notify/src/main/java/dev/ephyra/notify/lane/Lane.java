package dev.ephyra.notify.lane;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.lane.LaneState.BackingOff;
import dev.ephyra.notify.lane.LaneState.Idle;
import dev.ephyra.notify.lane.LaneState.InFlight;
import dev.ephyra.notify.lane.LaneState.Reading;
import dev.ephyra.notify.lane.LaneState.Ready;
import dev.ephyra.notify.lane.LaneState.Registering;
import dev.ephyra.notify.lane.LaneState.Unwritten;
import dev.ephyra.notify.record.EventFacts;
import dev.ephyra.room.Moment;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/**
 * The notifications of one room incarnation on their way to one URL, strictly in order: one request in flight, and the
 * next only after the position of the last is durable. So a crash repeats at most the one request that was out.
 *
 * <p>It keeps a few records and otherwise only remembers that it is behind; what it lacks it asks of the journal. Each
 * input returns what to do next. Owned by the one thread of its {@link LaneBook}. Times are monotonic nanoseconds.
 */
public final class Lane {
    private final LaneIdentity identity;
    private final RetrySchedule schedule;
    // Bounded by the limits that each input carries: the head stays until its position is durable.
    private final ArrayDeque<JournalRecord> window = new ArrayDeque<>(2);
    private LaneState state;
    private LanePosition acknowledged;
    // The highest room_seq heard of. Above the last one held: this lane is behind.
    private long seenSeq;
    // After a restart nobody knows what the journal still has for this lane.
    private boolean unexplored;
    private long heldBytes;
    private int failures;
    private long firstAttemptMicros;
    private long tickets;

    private Lane(LaneIdentity identity, RetrySchedule schedule, LanePosition acknowledged, LaneState state) {
        this.identity = identity;
        this.schedule = schedule;
        this.acknowledged = acknowledged;
        this.seenSeq = acknowledged.roomSeq();
        this.state = state;
    }

    /** A lane whose row does not exist yet, of a room whose first record is at {@code openingOffset}. */
    static Lane opened(LaneIdentity identity, RetrySchedule schedule, long openingOffset) {
        return new Lane(identity, schedule, LanePosition.startingAfter(openingOffset - 1), new Registering());
    }

    /** A lane as its row says. It starts by reading what the journal has for it. */
    static Lane restored(LaneIdentity identity, RetrySchedule schedule, LanePosition acknowledged) {
        Lane lane = new Lane(identity, schedule, acknowledged, new Reading());
        lane.unexplored = true;
        return lane;
    }

    /** A record became durable. One that is already held or delivered changes nothing. */
    LaneStep offer(JournalRecord event, int windowLimit) {
        if (event.roomSeq() <= lastHeldSeq()) {
            return LaneStep.NOTHING;
        }
        seenSeq = Math.max(seenSeq, event.roomSeq());
        if (!unexplored && event.roomSeq() == lastHeldSeq() + 1 && window.size() < windowLimit) {
            hold(event);
        }
        return state instanceof Idle ? proceed(windowLimit) : LaneStep.NOTHING;
    }

    /** The row is durable. */
    LaneStep registered(int windowLimit) {
        return state instanceof Registering ? proceed(windowLimit) : LaneStep.NOTHING;
    }

    /** What {@link LaneOutput.ReadHistory} asked for, oldest first; fewer than asked means that there is no more. */
    LaneStep read(List<JournalRecord> events, int asked, int windowLimit, long nowNanos, double random) {
        if (!(state instanceof Reading)) {
            return LaneStep.NOTHING;
        }
        for (JournalRecord event : events) {
            if (event.roomSeq() > lastHeldSeq()) {
                hold(event);
            }
        }
        if (events.size() < asked) {
            unexplored = false;
        }
        if (window.isEmpty() && seenSeq > acknowledged.roomSeq()) {
            // Durable, yet the journal does not give it now: it may be failing to read. Ask again later.
            return backOff(nowNanos, random);
        }
        return proceed(windowLimit);
    }

    /** Its turn has come. */
    LaneStep begin(Moment now, Endpoint endpoint) {
        if (!(state instanceof Ready)) {
            return LaneStep.NOTHING;
        }
        state = new InFlight(++tickets, now.nanos());
        firstAttemptMicros = failures == 0 ? now.wallMicros() : firstAttemptMicros;
        JournalRecord head = window.element();
        Item item = new Item(head, EventFacts.of(head), acknowledged.prevSeq());
        return new LaneStep.Emit(new LaneOutput.Post(
                this, List.of(item), failures + 1, firstAttemptMicros, Gap.NONE, tickets, endpoint));
    }

    /** The receiver answered with an HTTP status. Anything but 2xx is a failure. */
    LaneStep answered(long ticket, int status, long nowNanos, double random) {
        if (!isInFlight(ticket)) {
            return LaneStep.NOTHING;
        }
        if (status < 200 || status > 299) {
            return backOff(nowNanos, random);
        }
        JournalRecord head = window.element();
        boolean last = head.lifecycle() == JournalRecord.Lifecycle.CLOSES;
        var position = new LanePosition(head.roomSeq(), head.offset(), head.roomSeq(), 0, 0);
        failures = 0;
        state = new Unwritten(position, last);
        return new LaneStep.Emit(new LaneOutput.WritePosition(this, position, last));
    }

    /** No answer came of the request. */
    LaneStep failed(long ticket, long nowNanos, double random) {
        return isInFlight(ticket) ? backOff(nowNanos, random) : LaneStep.NOTHING;
    }

    /** The position is durable. */
    LaneStep positionWritten(int windowLimit) {
        if (!(state instanceof Unwritten(LanePosition position, boolean last))) {
            return LaneStep.NOTHING;
        }
        acknowledged = position;
        heldBytes -= sizeOf(window.remove());
        if (last) {
            state = new LaneState.Finished();
            return new LaneStep.Emit(new LaneOutput.Finished(this));
        }
        return proceed(windowLimit);
    }

    /** The wait is over. */
    LaneStep onTime(long nowNanos, int windowLimit) {
        return state instanceof BackingOff(long untilNanos) && nowNanos - untilNanos >= 0
                ? proceed(windowLimit)
                : LaneStep.NOTHING;
    }

    private LaneStep proceed(int windowLimit) {
        if (!window.isEmpty()) {
            state = new Ready();
            return LaneStep.WANTS_SLOT;
        }
        if (unexplored || seenSeq > acknowledged.roomSeq()) {
            state = new Reading();
            return new LaneStep.Emit(new LaneOutput.ReadHistory(this, acknowledged.roomSeq(), windowLimit));
        }
        state = new Idle();
        return LaneStep.NOTHING;
    }

    private LaneStep backOff(long nowNanos, double random) {
        failures++;
        // Who waits keeps its head only: a long outage of many rooms must not fill the memory.
        while (window.size() > 1) {
            heldBytes -= sizeOf(window.removeLast());
        }
        long untilNanos = nowNanos + schedule.delayNanos(failures, random);
        state = new BackingOff(untilNanos);
        return new LaneStep.Wait(untilNanos);
    }

    private void hold(JournalRecord event) {
        window.add(event);
        heldBytes += sizeOf(event);
        seenSeq = Math.max(seenSeq, event.roomSeq());
    }

    private static long sizeOf(JournalRecord event) {
        // Two array headers, the record and its id are about 120 B beside the bytes.
        return 120L + event.event().length + event.notification().length;
    }

    private long lastHeldSeq() {
        return window.isEmpty() ? acknowledged.roomSeq() : window.getLast().roomSeq();
    }

    boolean isInFlight(long ticket) {
        return state instanceof InFlight(long current, long _) && current == ticket;
    }

    long heldBytes() {
        return heldBytes;
    }

    public LaneIdentity identity() {
        return identity;
    }

    public LaneState state() {
        return state;
    }

    public LanePosition acknowledged() {
        return acknowledged;
    }

    /** Failures of the head in a row. */
    public int failures() {
        return failures;
    }

    /** The record that is posted next or now, if it is in memory. */
    public Optional<JournalRecord> head() {
        return Optional.ofNullable(window.peek());
    }

    /** The journal must keep what is at or after this offset for this lane; {@code Long.MAX_VALUE} if it needs nothing. */
    public long neededFromOffset() {
        JournalRecord head = window.peek();
        if (head != null) {
            return head.offset();
        }
        boolean behind = unexplored || seenSeq > acknowledged.roomSeq() || state instanceof Registering;
        return behind ? acknowledged.offset() + 1 : Long.MAX_VALUE;
    }
}
