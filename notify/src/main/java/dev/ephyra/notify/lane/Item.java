package dev.ephyra.notify.lane;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.record.EventFacts;

/**
 * One event of a POST.
 *
 * @param prevSeq the {@code room_seq} of the one before it that this endpoint really got; 0 for none
 */
public record Item(JournalRecord record, EventFacts facts, long prevSeq) {}
