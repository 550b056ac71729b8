package dev.ephyra.notify.socket;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.journal.JournalRecord.Lifecycle;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The number of the notification that a receiver got of each room before. Owned by its stream.
 *
 * <p>0 says that this connection has told of nothing in that room so far, or so long ago that it was forgotten: no reason to
 * believe that something is missing, for a resumed stream is complete anyway.
 */
final class PreviousSeqs {
    /** 100 B each: 10 MB of a stream that sees as many rooms as a server may have. */
    static final int MAX_ROOMS = 100_000;

    private final Map<UUID, Long> seqs = new LinkedHashMap<>();
    private boolean complete;

    /** @param complete whether the receiver has every notification of every room, so that there is nothing to remember */
    PreviousSeqs(boolean complete) {
        this.complete = complete;
    }

    /** The receiver knows a room up to {@code roomSeq}. */
    void known(UUID roomEpoch, long roomSeq) {
        if (!complete) {
            put(roomEpoch, roomSeq);
        }
    }

    /** Goes on by {@code record}; what went before it. */
    long advance(JournalRecord record) {
        if (complete) {
            return record.roomSeq() - 1;
        }
        Long previous = record.lifecycle() == Lifecycle.CLOSES
                ? seqs.remove(record.roomEpoch())
                : put(record.roomEpoch(), record.roomSeq());
        return previous == null ? 0 : previous;
    }

    /** Records were lost, nobody knows of which rooms. */
    void forget() {
        complete = false;
        seqs.clear();
    }

    int size() {
        return seqs.size();
    }

    /** Rooms that went without a word for the longest time are forgotten first. */
    private @Nullable Long put(UUID roomEpoch, long roomSeq) {
        Long previous = seqs.remove(roomEpoch);
        if (previous == null && seqs.size() >= MAX_ROOMS) {
            seqs.remove(seqs.keySet().iterator().next());
        }
        seqs.put(roomEpoch, roomSeq);
        return previous;
    }
}
