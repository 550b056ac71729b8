package dev.ephyra.notify.lane;

import dev.ephyra.journal.JournalRecord;
import java.util.UUID;

/** One life of a room's id: what a lane delivers. */
public record Incarnation(String room, UUID epoch) {
    /** The incarnation that {@code event} belongs to. */
    public static Incarnation of(JournalRecord event) {
        return new Incarnation(event.room(), event.roomEpoch());
    }
}
