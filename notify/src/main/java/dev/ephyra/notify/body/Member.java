package dev.ephyra.notify.body;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.record.EventFacts;

/**
 * One notification of a body.
 *
 * @param prevSeq the number of the room's event that the receiver got before; 0 if none
 */
public record Member(JournalRecord record, EventFacts facts, long prevSeq) {}
