package dev.ephyra.notify.record;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.RoomId;
import java.util.UUID;

/** Records as the journal gives them, for tests. */
final class Records {
    static final UUID LOG = new UUID(11, 12);
    static final UUID EPOCH = new UUID(3, 4);
    static final UUID EVENT_ID = new UUID(5, 6);
    static final long OFFSET = 42;
    static final long ROOM_SEQ = 7;
    static final long MICROS = 1_700_000_000_123_456L;

    private Records() {}

    static JournalRecord of(RoomEvent event, EventContext context) {
        return record(
                "blue",
                event.isNotified() ? ROOM_SEQ : 0,
                EventCodec.encode(event, context),
                NotificationEncoder.encode(new RoomId("blue"), event));
    }

    static JournalRecord of(ServerEvent event) {
        return record(ServerEvent.ROOM, ROOM_SEQ, event.stored(), event.notification());
    }

    static JournalRecord record(String room, long roomSeq, byte[] event, byte[] notification) {
        return new JournalRecord(
                OFFSET, room, EPOCH, roomSeq, EVENT_ID, MICROS, JournalRecord.Lifecycle.CONTINUES, event, notification);
    }
}
