package dev.ephyra.journal;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The last durable records, for cursors near the head. Written by the committing thread, read by any without a lock: a
 * slot that holds another offset than the one asked for was overwritten, and the disk answers.
 */
final class RecentRecords {
    /** 65,536 slots of 4 bytes; with records of 128 bytes and more the byte limit is met first. */
    private static final int SLOTS = 1 << 16;

    /** What a record weighs beside its arrays. */
    private static final int RECORD_BYTES = 160;

    private final AtomicReferenceArray<@Nullable JournalRecord> slots = new AtomicReferenceArray<>(SLOTS);
    private final int maxBytes;
    private long bytes;
    private long oldest = 1;

    RecentRecords(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    void add(JournalRecord record) {
        if (bytes == 0) {
            oldest = record.offset();
        }
        if (record.offset() - oldest >= SLOTS) {
            drop();
        }
        slots.setRelease(slot(record.offset()), record);
        bytes += weight(record);
        while (bytes > maxBytes && oldest < record.offset()) {
            drop();
        }
    }

    @Nullable
    JournalRecord at(long offset) {
        JournalRecord record = slots.getAcquire(slot(offset));
        return record != null && record.offset() == offset ? record : null;
    }

    private void drop() {
        JournalRecord record = slots.getPlain(slot(oldest));
        if (record != null) {
            bytes -= weight(record);
            slots.setRelease(slot(oldest), null);
        }
        oldest++;
    }

    private static int slot(long offset) {
        return (int) (offset & (SLOTS - 1));
    }

    private static int weight(JournalRecord record) {
        return RECORD_BYTES + record.event().length + record.notification().length;
    }
}
