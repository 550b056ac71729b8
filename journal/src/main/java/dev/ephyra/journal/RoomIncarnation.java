package dev.ephyra.journal;

import java.util.UUID;

/**
 * One life of a room's id, as far as the log still holds it. A value.
 *
 * @param firstOffset its oldest record kept that has a notification
 * @param lastOffset its newest one
 */
public record RoomIncarnation(UUID roomEpoch, long firstOffset, long lastOffset) {
    /** Both parts of the same life, the older one first. */
    RoomIncarnation upTo(RoomIncarnation newer) {
        return new RoomIncarnation(roomEpoch, firstOffset, newer.lastOffset());
    }
}
