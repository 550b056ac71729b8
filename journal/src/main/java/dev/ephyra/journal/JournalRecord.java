package dev.ephyra.journal;

import java.util.UUID;

/**
 * One event of one room, as kept. Records are numbered from 1 without gaps by their {@code offset}. The byte
 * arrays are owned by the record and never written after construction.
 *
 * @param offset place in the log
 * @param room the room's id
 * @param roomEpoch marks one incarnation of the room's id
 * @param roomSeq contiguous from 1 in an epoch, counting only records that have a notification; 0 for those
 *     that have none
 * @param eventId a UUIDv7, minted once
 * @param occurredAtMicros microseconds since 1970 UTC, never decreasing inside a room
 * @param lifecycle whether the record opens or closes its room
 * @param event the domain event, in the encoding of its writer
 * @param notification the frozen bytes of the ServerMessage; empty for an event that has none
 */
public record JournalRecord(
        long offset,
        String room,
        UUID roomEpoch,
        long roomSeq,
        UUID eventId,
        long occurredAtMicros,
        Lifecycle lifecycle,
        byte[] event,
        byte[] notification) {
    /** What a record does to its room, so that the journal knows which rooms are open. */
    public enum Lifecycle {
        OPENS,
        CONTINUES,
        CLOSES
    }
}
