package dev.ephyra.server.webhook;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.lane.Item;
import dev.ephyra.notify.record.EventContext;
import dev.ephyra.notify.record.EventFacts;
import dev.ephyra.notify.record.EventType;
import dev.ephyra.room.Metadata;
import dev.ephyra.wire.ServerMessage;
import java.util.UUID;

/** What an operator has posted to see whether an endpoint takes it: a room that never was. Pure. */
final class TestNotification {
    private TestNotification() {}

    /**
     * A {@code RoomCreated}, marked as a test.
     *
     * @param id of the event and, with its last characters, of the room
     */
    static Item of(UUID id, long nowMicros) {
        String text = id.toString();
        String room = "ephyra-test-" + text.substring(text.length() - 8);
        byte[] notification = ServerMessage.newBuilder()
                .setRoomCreated(ServerMessage.RoomCreated.newBuilder().setRoomId(room))
                .build()
                .toByteArray();
        EventContext context = new EventContext(Metadata.NONE, Metadata.NONE, 0, 0, 0, 0, true);
        JournalRecord record = new JournalRecord(
                0, room, id, 1, id, nowMicros, JournalRecord.Lifecycle.OPENS, new byte[0], notification);
        return new Item(record, new EventFacts(EventType.ROOM_CREATED, "", "", context, ""), 0);
    }
}
