package dev.ephyra.notify.lane;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.journal.JournalRecord.Lifecycle;
import dev.ephyra.notify.record.EventCodec;
import dev.ephyra.room.EndReason;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomEvent;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Records for tests: the body tells room, epoch and place. */
final class Events {
    private Events() {}

    static UUID epoch(int number) {
        return new UUID(0x7000L, number);
    }

    static JournalRecord event(long offset, String room, int epoch, long roomSeq, Lifecycle lifecycle) {
        return event(offset, room, epoch, roomSeq, lifecycle, offset * 1_000);
    }

    /** Every third event of a room is a peer that goes, so that filters have something to choose. */
    static JournalRecord event(
            long offset, String room, int epoch, long roomSeq, Lifecycle lifecycle, long occurredAtMicros) {
        byte[] body = (room + "/" + epoch + "/" + roomSeq).getBytes(StandardCharsets.UTF_8);
        byte[] stored = EventCodec.encode(
                switch (lifecycle) {
                    case OPENS, CONTINUES ->
                        roomSeq % 3 == 0
                                ? new RoomEvent.PeerDeleted(new PeerId("p"), EndReason.LEFT)
                                : new RoomEvent.PeerAdded(new PeerId("p"), false);
                    case CLOSES -> new RoomEvent.RoomDeleted(EndReason.ROOM_DELETED);
                });
        return new JournalRecord(
                offset, room, epoch(epoch), roomSeq, new UUID(0, offset), occurredAtMicros, lifecycle, stored, body);
    }

    static JournalRecord opening(long offset, String room) {
        return event(offset, room, 0, 1, Lifecycle.OPENS);
    }

    static JournalRecord next(long offset, String room, long roomSeq) {
        return event(offset, room, 0, roomSeq, Lifecycle.CONTINUES);
    }

    static JournalRecord closing(long offset, String room, long roomSeq) {
        return event(offset, room, 0, roomSeq, Lifecycle.CLOSES);
    }
}
