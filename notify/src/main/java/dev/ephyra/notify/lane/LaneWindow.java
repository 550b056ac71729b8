package dev.ephyra.notify.lane;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.endpoint.Batching;
import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.record.EventFacts;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a lane knows of its room's records: those it holds to post, how far it has looked, and what it will have to read
 * again. Owned by its {@link Lane}. By {@code room_seq}, this holds between any two calls:
 *
 * <pre>durable &lt; held, ascending &lt;= covered &lt;= seen</pre>
 *
 * <ul>
 *   <li>{@code durable} is in the database: all up to it is done with.
 *   <li>All from there to {@code covered} is held, or was passed over: not wanted, or lost and part of {@code gap}. Only the very
 *       next number moves it forward, so nothing is left out in between; letting go of what is held moves it back.
 *   <li>{@code seen} is the highest number heard of. Above {@code covered}, the journal has more for this lane.
 *   <li>While {@code unexplored}, it may have more though nobody said so: after a restart, until a read came to the end. Then a
 *       record that is offered is not taken, as it need not be the next.
 *   <li>{@code frozen} names the first of what is held as long as that is to be posted unchanged. What of it was let go of is read
 *       again before, and no filter is asked about it a second time.
 *   <li>{@code closed}: the record at {@code covered} has ended the room.
 * </ul>
 */
final class LaneWindow {
    // Held while others are waited for: 10,000 such heads are 20 MB.
    private static final int SMALL_BYTES = 2_048;

    private record Held(JournalRecord record, EventFacts facts) {}

    // Bounded by the limit that each input carries: what is in flight stays until its position is durable.
    private final ArrayDeque<Held> held = new ArrayDeque<>(2);
    private LanePosition durable;
    // Everything up to here was held or passed over.
    private long coveredSeq;
    private long coveredOffset;
    // The highest room_seq heard of. Above the covered one: this lane is behind.
    private long seenSeq;
    // After a restart nobody knows what the journal still has for this lane.
    private boolean unexplored;
    private boolean closed;
    private long heldBytes;
    private Gap gap;
    // When the first undelivered record that is known occurred, also if it is not held any more; 0 if none is known.
    private long headMicros;
    // Of the first record passed over since the position was written; 0 if there is none.
    private long passedSinceMicros;
    // The members of a batch that was tried; else empty. At most Batching.MAX_EVENTS.
    private long[] frozen = {};

    LaneWindow(LanePosition durable, boolean unexplored) {
        this.durable = durable;
        this.coveredSeq = durable.roomSeq();
        this.coveredOffset = durable.offset();
        this.seenSeq = durable.roomSeq();
        this.unexplored = unexplored;
        this.gap = new Gap(durable.gapFromSeq(), durable.gapToSeq(), Gap.Reason.DEAD_LETTER);
    }

    /** A record became durable. */
    void offer(JournalRecord record, EventFacts facts, Endpoint endpoint, int limit) {
        if (record.roomSeq() <= coveredSeq) {
            return;
        }
        seenSeq = Math.max(seenSeq, record.roomSeq());
        if (!unexplored && record.roomSeq() == coveredSeq + 1) {
            take(record, facts, endpoint, limit);
        }
    }

    /** What was read, oldest first; {@code all} that there is. */
    void read(List<JournalRecord> records, boolean all, Endpoint endpoint, int limit) {
        for (JournalRecord record : records) {
            if (record.roomSeq() > coveredSeq) {
                seenSeq = Math.max(seenSeq, record.roomSeq());
                if (record.roomSeq() > coveredSeq + 1) {
                    // The journal has a hole here. Behind what is held it is met again when that is delivered.
                    frozen = coveredSeq < lastFrozenSeq() ? new long[0] : frozen;
                    lost(coveredSeq + 1, record.roomSeq() - 1);
                }
                if (record.roomSeq() != coveredSeq + 1 || !take(record, facts(record), endpoint, limit)) {
                    return;
                }
            }
        }
        unexplored &= !all;
    }

    private static @Nullable EventFacts facts(JournalRecord record) {
        try {
            return EventFacts.of(record);
        } catch (IllegalArgumentException unknown) {
            // Of a later version: no filter of this one can want it.
            return null;
        }
    }

    private boolean take(JournalRecord record, @Nullable EventFacts facts, Endpoint endpoint, int limit) {
        if (facts != null && isWanted(record, facts, endpoint)) {
            if (held.size() >= Math.max(limit, frozen.length)) {
                return false;
            }
            if (held.isEmpty()) {
                headMicros = record.occurredAtMicros();
            }
            held.add(new Held(record, facts));
            heldBytes += sizeOf(record);
        } else if (passedSinceMicros == 0) {
            passedSinceMicros = record.occurredAtMicros();
        }
        coveredSeq = record.roomSeq();
        coveredOffset = record.offset();
        closed = record.lifecycle() == JournalRecord.Lifecycle.CLOSES;
        return true;
    }

    private boolean isWanted(JournalRecord record, EventFacts facts, Endpoint endpoint) {
        if (record.roomSeq() <= lastFrozenSeq()) {
            return Arrays.binarySearch(frozen, record.roomSeq()) >= 0;
        }
        // What is said of an endpoint never goes through it.
        return !facts.endpointId().equals(endpoint.id()) && endpoint.filter().wants(record.room(), facts);
    }

    private static long sizeOf(JournalRecord record) {
        // Two array headers, the record, its ids and its facts are about 400 B beside the bytes, and the facts repeat
        // the metadata that is part of the event.
        return 400L + 2L * record.event().length + record.notification().length;
    }

    /** The journal does not hold these. */
    boolean lost(long fromSeq, long toSeq) {
        if (!held.isEmpty() || toSeq <= coveredSeq || fromSeq > coveredSeq + 1) {
            return false;
        }
        gap = gap.and(coveredSeq + 1, toSeq, Gap.Reason.EXPIRED);
        coveredSeq = toSeq;
        seenSeq = Math.max(seenSeq, toSeq);
        frozen = new long[0];
        return true;
    }

    /** Lets go of all but a small head, or of that too. It is read again when its turn comes. */
    void shed(boolean everything) {
        while (held.size() > 1) {
            letGo(held.removeLast());
        }
        Held head = held.peek();
        if (head != null && (everything || sizeOf(head.record()) > SMALL_BYTES)) {
            letGo(held.remove());
        }
    }

    private void letGo(Held last) {
        heldBytes -= sizeOf(last.record());
        seenSeq = Math.max(seenSeq, coveredSeq);
        coveredSeq = last.record().roomSeq() - 1;
        coveredOffset = last.record().offset() - 1;
        closed = false;
    }

    /** Chooses what the next request carries, unless that was chosen before: then it is the same. */
    List<Item> choose(int mostEvents, int mostBytes, long lastSeq) {
        int most = frozen.length > 0 ? frozen.length : mostEvents;
        List<Item> members = new ArrayList<>(Math.min(most, held.size()));
        long bytes = 0;
        long prevSeq = durable.prevSeq();
        for (Held next : held) {
            bytes += next.record().notification().length;
            boolean fits =
                    frozen.length > 0 || (bytes <= mostBytes && next.record().roomSeq() <= lastSeq);
            if (members.size() == most || (!members.isEmpty() && !fits)) {
                break;
            }
            members.add(new Item(next.record(), next.facts(), prevSeq));
            prevSeq = next.record().roomSeq();
        }
        frozen = members.stream().mapToLong(item -> item.record().roomSeq()).toArray();
        return members;
    }

    /** Those at the head that occurred before {@code micros}, at most a batch; the choice is undone. */
    List<Item> olderThan(long micros) {
        List<Item> old = new ArrayList<>();
        for (Held next : held) {
            if (next.record().occurredAtMicros() > micros || old.size() == Batching.MAX_EVENTS) {
                break;
            }
            old.add(new Item(next.record(), next.facts(), durable.prevSeq()));
        }
        return old;
    }

    /** What was chosen is to be chosen anew. */
    void unfreeze() {
        frozen = new long[0];
    }

    int frozenEvents() {
        return frozen.length;
    }

    long lastFrozenSeq() {
        return frozen.length == 0 ? 0 : frozen[frozen.length - 1];
    }

    /** Whether all that the next request carries is here. */
    boolean isComplete() {
        return held.size() >= Math.max(1, frozen.length);
    }

    /** Where the lane stands when {@code members} are delivered. */
    LanePosition afterDelivery(List<Item> members) {
        JournalRecord last = members.getLast().record();
        return after(members.size(), last.roomSeq(), Gap.NONE);
    }

    /** Where the lane stands when {@code members} are dead letters, which the next delivery announces. */
    LanePosition afterDeath(List<Item> members) {
        long fromSeq = members.getFirst().record().roomSeq();
        long toSeq = members.getLast().record().roomSeq();
        return after(members.size(), durable.prevSeq(), gap.and(fromSeq, toSeq, Gap.Reason.DEAD_LETTER));
    }

    private LanePosition after(int members, long prevSeq, Gap left) {
        if (held.size() == members) {
            return new LanePosition(coveredSeq, coveredOffset, prevSeq, left.fromSeq(), left.toSeq());
        }
        Iterator<Held> rest = held.iterator();
        for (int member = 0; member < members; member++) {
            rest.next();
        }
        JournalRecord next = rest.next().record();
        return new LanePosition(next.roomSeq() - 1, next.offset() - 1, prevSeq, left.fromSeq(), left.toSeq());
    }

    /** Where it stands now that nothing is held. */
    LanePosition afterPassing() {
        return after(0, durable.prevSeq(), gap);
    }

    /** The position is durable. */
    void written(LanePosition position) {
        boolean delivered = position.prevSeq() != durable.prevSeq();
        for (Held head = held.peek();
                head != null && head.record().roomSeq() <= position.roomSeq();
                head = held.peek()) {
            heldBytes -= sizeOf(held.remove().record());
        }
        durable = position;
        if (delivered) {
            gap = Gap.NONE;
        } else if (position.gapToSeq() > gap.toSeq()) {
            gap = new Gap(position.gapFromSeq(), position.gapToSeq(), Gap.Reason.DEAD_LETTER);
        }
        frozen = new long[0];
        passedSinceMicros = 0;
        Held head = held.peek();
        headMicros = head == null ? 0 : head.record().occurredAtMicros();
    }

    /** Whether so much was passed over that the position should say so. */
    boolean hasPassedMuch(long mostEvents, long mostMicros, long occurredAtMicros) {
        return passedSinceMicros > 0
                && (coveredSeq - durable.roomSeq() > mostEvents || occurredAtMicros - passedSinceMicros > mostMicros);
    }

    boolean isEmpty() {
        return held.isEmpty();
    }

    /** Whether the journal has, or may have, more than was looked at. */
    boolean isBehind() {
        return unexplored || seenSeq > coveredSeq;
    }

    /** Whether the room's last record was held or passed over and nothing is left to post. */
    boolean isOver() {
        return closed && held.isEmpty();
    }

    /** Whether nothing comes after {@code members}. */
    boolean endsWith(List<Item> members) {
        return closed && held.size() == members.size();
    }

    int size() {
        return held.size();
    }

    long heldBytes() {
        return heldBytes;
    }

    long coveredSeq() {
        return coveredSeq;
    }

    long coveredOffset() {
        return coveredOffset;
    }

    LanePosition durable() {
        return durable;
    }

    Gap gap() {
        return gap;
    }

    long headMicros() {
        return headMicros;
    }

    /** The journal must keep what is at or after this offset; {@code Long.MAX_VALUE} if nothing is needed. */
    long neededFromOffset() {
        Held head = held.peek();
        if (head != null) {
            return head.record().offset();
        }
        return isBehind() ? coveredOffset + 1 : Long.MAX_VALUE;
    }
}
