package dev.ephyra.journal;

import java.util.List;
import java.util.UUID;

/**
 * What opening the journal found.
 *
 * @param tornBytes bytes cut behind the last whole batch
 * @param quarantined what did not check and was set aside
 * @param openRooms rooms that no record has closed, in the order they were opened
 * @param lastOccurredAtMicros when the newest record of the log occurred, in microseconds since 1970 UTC: the run
 *     before was alive then; 0 if there is no record
 */
public record Recovery(
        long tornBytes, List<Quarantined> quarantined, List<OpenRoom> openRooms, long lastOccurredAtMicros) {
    /**
     * A range of a segment file that did not check; records {@code fromOffset} to {@code toOffset} are
     * affected.
     *
     * @param rooms those that are known to have lost something; none if that was found in an earlier run,
     *     whose report lies in the quarantine
     */
    public record Quarantined(String segment, long fromOffset, long toOffset, String why, List<String> rooms) {
        public Quarantined {
            rooms = List.copyOf(rooms);
        }

        Quarantined(String segment, long fromOffset, long toOffset, String why) {
            this(segment, fromOffset, toOffset, why, List.of());
        }

        Quarantined but(String more) {
            return new Quarantined(segment, fromOffset, toOffset, why + more, rooms);
        }
    }

    /**
     * A room open at the end of the log, with its place for the record that will close it.
     *
     * @param lastRoomSeq no record of the room had a higher number, also none of those behind its last good one that are
     *     lost
     */
    public record OpenRoom(String room, UUID roomEpoch, long lastRoomSeq, long lastOccurredAtMicros) {}
}
