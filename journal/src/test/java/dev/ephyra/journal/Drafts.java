package dev.ephyra.journal;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Drafts for tests: small, and different from each other by their numbers. */
final class Drafts {
    private Drafts() {}

    static UUID epoch(String room) {
        return UUID.nameUUIDFromBytes(room.getBytes(StandardCharsets.UTF_8));
    }

    static Draft draft(String room, long seq, JournalRecord.Lifecycle lifecycle) {
        return draft(room, epoch(room), seq, lifecycle, 20);
    }

    static Draft draft(String room, UUID epoch, long seq, JournalRecord.Lifecycle lifecycle, int eventBytes) {
        byte[] event = (room + " " + seq + " ")
                .repeat(eventBytes / 4 + 1)
                .substring(0, eventBytes)
                .getBytes(StandardCharsets.UTF_8);
        byte[] notification = ("told " + room + " " + seq).getBytes(StandardCharsets.UTF_8);
        return new Draft(room, epoch, seq, new UUID(7, seq), 1_000_000 + seq, lifecycle, event, notification);
    }

    static Draft opens(String room) {
        return draft(room, 1, JournalRecord.Lifecycle.OPENS);
    }

    static Draft continues(String room, long seq) {
        return draft(room, seq, JournalRecord.Lifecycle.CONTINUES);
    }

    static Draft closes(String room, long seq) {
        return draft(room, seq, JournalRecord.Lifecycle.CLOSES);
    }

    static JournalRecord record(Draft draft, long offset) {
        return new JournalRecord(
                offset,
                draft.room(),
                draft.roomEpoch(),
                draft.roomSeq(),
                draft.eventId(),
                draft.occurredAtMicros(),
                draft.lifecycle(),
                draft.event(),
                draft.notification());
    }

    /** Everything of a record, as text, so that failures can be read. */
    static String text(JournalRecord record) {
        return record.offset() + " " + record.room() + " " + record.roomEpoch() + " " + record.roomSeq() + " "
                + record.eventId() + " " + record.occurredAtMicros() + " " + record.lifecycle() + " "
                + new String(record.event(), StandardCharsets.UTF_8) + " "
                + new String(record.notification(), StandardCharsets.UTF_8);
    }
}
