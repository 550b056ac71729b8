package dev.ephyra.server.lifecycle;

import dev.ephyra.journal.Journal;
import dev.ephyra.journal.Recovery;
import dev.ephyra.journal.Recovery.OpenRoom;
import dev.ephyra.notify.lane.Incarnation;
import dev.ephyra.notify.record.ServerEvent;
import dev.ephyra.server.store.RememberedPlaces;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rooms that the last run left open, as the journal and the lanes know them. A room whose records are lost may have got
 * further than the journal says, and one whose first record is lost is not in it at all; whoever was told of it must be told of
 * its end too, under a number that is not taken.
 */
final class RoomsLeftOpen {
    private final Journal journal;
    private final Map<Incarnation, OpenRoom> open = new LinkedHashMap<>();
    // Known to a lane, at a record that is lost: at most as many as there are lanes.
    private final Map<Incarnation, OpenRoom> doubtful = new HashMap<>();

    private RoomsLeftOpen(Journal journal) {
        this.journal = journal;
    }

    /** Finds them; reads the lanes if any room is open or anything is lost. */
    static List<OpenRoom> find(Journal journal, RememberedPlaces places) throws IOException {
        RoomsLeftOpen rooms = new RoomsLeftOpen(journal);
        Recovery recovery = journal.recovery();
        recovery.openRooms().forEach(room -> rooms.open.put(new Incarnation(room.room(), room.roomEpoch()), room));
        if (!recovery.openRooms().isEmpty() || !recovery.quarantined().isEmpty()) {
            places.forEachLane(journal.logEpoch(), rooms::lane);
            rooms.doubtful.values().stream()
                    .filter(rooms::hasNoEnd)
                    .forEach(room -> rooms.open.put(new Incarnation(room.room(), room.roomEpoch()), room));
        }
        return List.copyOf(rooms.open.values());
    }

    private void lane(Incarnation incarnation, long roomSeq, long offset) {
        OpenRoom known = open.get(incarnation);
        if (known != null) {
            open.put(incarnation, atLeast(known, roomSeq));
        } else if (!incarnation.room().equals(ServerEvent.ROOM)) {
            // A lane that has had nothing yet stands before its room's first record.
            long record = roomSeq == 0 ? offset + 1 : offset;
            for (Recovery.Quarantined range : journal.recovery().quarantined()) {
                if (range.fromOffset() <= record && record <= range.toOffset()) {
                    long lastSeq = roomSeq + range.toOffset() - offset;
                    doubtful.merge(
                            incarnation,
                            new OpenRoom(incarnation.room(), incarnation.epoch(), lastSeq, 0),
                            (one, other) -> atLeast(one, other.lastRoomSeq()));
                }
            }
        }
    }

    private static OpenRoom atLeast(OpenRoom room, long roomSeq) {
        return roomSeq <= room.lastRoomSeq()
                ? room
                : new OpenRoom(room.room(), room.roomEpoch(), roomSeq, room.lastOccurredAtMicros());
    }

    /** An earlier start may have ended it, and the lane has not come to that yet. */
    private boolean hasNoEnd(OpenRoom room) {
        return journal.history(room.room(), room.roomEpoch(), room.lastRoomSeq(), 1)
                .isEmpty();
    }
}
