package dev.ephyra.notify.socket;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.record.ServerEvent;
import dev.ephyra.room.RoomSnapshot;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What of the log a snapshot tells already. The rooms are read one after the other while the log goes on, so the snapshot is
 * of no single moment; but each room says how far its own state goes. Owned by its stream.
 *
 * <p>Let C be the head before the rooms were asked and H the head after all had answered. Of the records between: those that
 * a room's state includes are hidden, and so are those of a room that was open at C and had ended before it was asked: the
 * receiver never hears of it. A room that was made after C and is not in the snapshot is told from its first notification
 * on. Behind H nothing is covered, because an answer waits until the journal holds what it tells.
 *
 * <p>That also holds for what is not answered: a room that ended before it was asked is in no answer, and yet its end must lie
 * at or before H. So an answer waits for everything that its loop had appended by then, whatever the room, those already gone
 * included ({@code RoomLoop.headOffset}).
 */
final class SnapshotCover {
    /** Bounded by the rooms of the server; dropped behind H. */
    private final Map<UUID, Long> covered = new HashMap<>();

    /** Bounded by what happens while a snapshot is read, some seconds; dropped behind H. */
    private final Set<UUID> born = new HashSet<>();

    private final long until;

    /** @param until H, the offset of the last durable record after all rooms had answered */
    SnapshotCover(List<RoomSnapshot> rooms, long until) {
        this.until = until;
        rooms.forEach(room -> covered.put(room.epoch(), room.roomSeq()));
    }

    /** Whether the receiver must not be told {@code record}, which has a notification. Asked in the order of the log. */
    boolean hides(JournalRecord record) {
        if (record.offset() > until) {
            covered.clear();
            born.clear();
            return false;
        }
        if (ServerEvent.isIn(record)) {
            return false;
        }
        Long seq = covered.get(record.roomEpoch());
        if (seq != null) {
            return record.roomSeq() <= seq;
        }
        if (record.roomSeq() == 1) {
            born.add(record.roomEpoch());
        }
        return !born.contains(record.roomEpoch());
    }

    /** Whether everything it speaks of lies behind {@code offset}. */
    boolean isPassed(long offset) {
        return offset >= until;
    }
}
