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
        byte[] body = (room + "/" + epoch + "/" + roomSeq).getBytes(StandardCharsets.UTF_8);
        byte[] stored = EventCodec.encode(
                switch (lifecycle) {
                    case OPENS, CONTINUES -> new RoomEvent.PeerAdded(new PeerId("p"), false);
                    case CLOSES -> new RoomEvent.RoomDeleted(EndReason.ROOM_DELETED);
                });
        return new JournalRecord(
                offset, room, epoch(epoch), roomSeq, new UUID(0, offset), offset * 1_000, lifecycle, stored, body);
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
