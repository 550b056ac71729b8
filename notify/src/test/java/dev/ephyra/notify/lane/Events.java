package dev.ephyra.notify.lane;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.journal.JournalRecord.Lifecycle;
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
        return new JournalRecord(
                offset, room, epoch(epoch), roomSeq, new UUID(0, offset), offset * 1_000, lifecycle, new byte[0], body);
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
