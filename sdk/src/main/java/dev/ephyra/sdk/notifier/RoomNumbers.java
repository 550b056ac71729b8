package dev.ephyra.sdk.notifier;

import dev.ephyra.sdk.notification.EventIdentity;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The last number that was received of each life of a room, by which repetitions and holes are found. Owned by its session.
 *
 * <p>If every kind of notification is wanted, numbers follow on each other. Else the server says which one went before, and 0
 * where it does not know, which is no reason to believe that something is missing.
 */
final class RoomNumbers {
    /** 150 B each: 15 MB of a notifier that sees as many rooms as a server may have. */
    static final int MAX_ROOMS = 100_000;

    /** Those that were looked at last are last. */
    private final Map<String, Last> last = new LinkedHashMap<>(16, 0.75f, true);

    private final boolean contiguous;
    private boolean complete;
    private int losses;

    /** Changed in place: there is one for each event. */
    private static final class Last {
        private long seq;

        /** How many there had been when it was received: of a later one it was said that something is missing. */
        private int losses;
    }

    RoomNumbers(boolean contiguous) {
        this.contiguous = contiguous;
    }

    /** What a number says. */
    sealed interface Verdict {
        /** It is the next one. */
        record Next() implements Verdict {}

        /** It was received before, or a snapshot includes it. */
        record Known() implements Verdict {}

        /** It is the next one that will come; those {@code from} to {@code to} will not. */
        record After(long from, long to) implements Verdict {}
    }

    private static final Verdict NEXT = new Verdict.Next();
    private static final Verdict KNOWN = new Verdict.Known();

    /**
     * A snapshot was received, whose rooms are all there are; each is told of by {@link #known}. A room that was known before and is
     * not in it has ended, and its end need not be told any more.
     */
    void snapshot() {
        last.clear();
        complete = contiguous;
    }

    /** The receiver knows that life up to {@code roomSeq}. */
    void known(String roomEpoch, long roomSeq) {
        put(roomEpoch, roomSeq);
    }

    /** An unknown amount is missing of whatever room, which is told of as a whole. */
    void lost() {
        complete = false;
        losses++;
    }

    Verdict received(EventIdentity event) {
        Last before = last.get(event.roomEpoch());
        long seq = event.roomSeq();
        if (before == null) {
            if (complete && seq > 1) {
                // Of a room that ended while the snapshot was read: nobody was told that it was.
                return KNOWN;
            }
            put(event.roomEpoch(), seq);
            return NEXT;
        }
        if (seq <= before.seq) {
            return KNOWN;
        }
        long previous = contiguous ? seq - 1 : event.prevSeq();
        Verdict verdict =
                before.losses < losses || previous <= before.seq ? NEXT : new Verdict.After(before.seq + 1, previous);
        before.seq = seq;
        before.losses = losses;
        return verdict;
    }

    /** Rooms that went without a word for the longest time are forgotten first. */
    private void put(String roomEpoch, long roomSeq) {
        Last known = last.get(roomEpoch);
        if (known == null) {
            if (last.size() >= MAX_ROOMS) {
                last.remove(last.keySet().iterator().next());
                complete = false;
            }
            known = new Last();
            last.put(roomEpoch, known);
        }
        known.seq = roomSeq;
        known.losses = losses;
    }
}
