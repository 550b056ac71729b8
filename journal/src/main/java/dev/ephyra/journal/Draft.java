package dev.ephyra.journal;

import java.util.UUID;

/** A {@link JournalRecord} before it has its offset. Same components, same ownership of the arrays. */
public record Draft(
        String room,
        UUID roomEpoch,
        long roomSeq,
        UUID eventId,
        long occurredAtMicros,
        JournalRecord.Lifecycle lifecycle,
        byte[] event,
        byte[] notification) {}
