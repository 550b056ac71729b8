package dev.ephyra.server.webhook;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.journal.JournalRecord.Lifecycle;
import dev.ephyra.notify.lane.Incarnation;
import dev.ephyra.notify.lane.LanePosition;
import dev.ephyra.notify.record.ServerEvent;
import dev.ephyra.room.Metadata;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rooms that are open as far as the log was followed, so that an endpoint that is registered now gets what they do from
 * now on. The server itself counts as one. Owned by the dispatcher's context; one entry of some 200 B, and up to 1 KB of
 * metadata, for each open room.
 */
final class OpenRooms {
    private final Map<Incarnation, Place> rooms = new HashMap<>();

    private static final class Place {
        private final Metadata metadata;
        private final long openedAt;
        private long lastSeq;
        private long lastOffset;

        private Place(Metadata metadata, long openedAt) {
            this.metadata = metadata;
            this.openedAt = openedAt;
        }

        private void take(JournalRecord event) {
            lastSeq = Math.max(lastSeq, event.roomSeq());
            lastOffset = event.offset();
        }
    }

    /** Whether {@code event} is the first of something that lanes are opened for. */
    static boolean isOpening(JournalRecord event) {
        return event.lifecycle() == Lifecycle.OPENS || (ServerEvent.isIn(event) && event.roomSeq() == 1);
    }

    void opened(JournalRecord opening, Metadata metadata) {
        if (ServerEvent.isIn(opening)) {
            // One life in a run of the server, and nothing says when it ends.
            rooms.keySet().removeIf(incarnation -> incarnation.room().equals(ServerEvent.ROOM));
        }
        rooms.put(Incarnation.of(opening), new Place(metadata, opening.offset()));
        follow(opening);
    }

    void follow(JournalRecord event) {
        Incarnation incarnation = Incarnation.of(event);
        if (event.lifecycle() == Lifecycle.CLOSES) {
            rooms.remove(incarnation);
            return;
        }
        Place place = rooms.get(incarnation);
        if (place != null) {
            place.take(event);
        }
    }

    /**
     * An open room.
     *
     * @param openedAt the offset of its first record
     * @param now the position of a lane that wants what comes next
     */
    record OpenRoom(Incarnation incarnation, Metadata metadata, long openedAt, LanePosition now) {}

    List<OpenRoom> all() {
        List<OpenRoom> all = new ArrayList<>(rooms.size());
        rooms.forEach((incarnation, place) -> all.add(new OpenRoom(
                incarnation,
                place.metadata,
                place.openedAt,
                new LanePosition(place.lastSeq, place.lastOffset, 0, 0, 0))));
        return all;
    }

    int size() {
        return rooms.size();
    }
}
