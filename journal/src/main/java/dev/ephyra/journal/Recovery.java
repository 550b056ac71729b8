package dev.ephyra.journal;

import java.util.List;
import java.util.UUID;

/**
 * What opening the journal found.
 *
 * @param tornBytes bytes cut behind the last whole batch
 * @param quarantined what did not check and was set aside
 * @param openRooms rooms that no record has closed, in the order they were opened
 */
public record Recovery(long tornBytes, List<Quarantined> quarantined, List<OpenRoom> openRooms) {
    /**
     * A range of a segment file that did not check; records {@code fromOffset} to {@code toOffset} are
     * affected.
     */
    public record Quarantined(String segment, long fromOffset, long toOffset, String why) {}

    /** A room open at the end of the log, with its place for the record that will close it. */
    public record OpenRoom(String room, UUID roomEpoch, long lastRoomSeq, long lastOccurredAtMicros) {}
}
