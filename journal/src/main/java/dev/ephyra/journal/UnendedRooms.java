package dev.ephyra.journal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Which rooms are open, in the order they were opened. Owned by the committing thread. Bounded by the rooms
 * there are.
 */
final class UnendedRooms {
    private final Map<Key, Place> rooms = new LinkedHashMap<>();

    void restore(List<Recovery.OpenRoom> open) {
        for (Recovery.OpenRoom room : open) {
            Place place = new Place();
            place.roomSeq = room.lastRoomSeq();
            place.occurredAtMicros = room.lastOccurredAtMicros();
            rooms.put(new Key(room.room(), room.roomEpoch()), place);
        }
    }

    void apply(JournalRecord record) {
        Key key = new Key(record.room(), record.roomEpoch());
        switch (record.lifecycle()) {
            case OPENS -> {
                Place place = new Place();
                place.take(record);
                rooms.put(key, place);
            }
            case CONTINUES -> {
                Place place = rooms.get(key);
                if (place != null) {
                    place.take(record);
                }
            }
            case CLOSES -> rooms.remove(key);
        }
    }

    /**
     * So many records are lost. Each may have been of any room and have had its next number, which then somebody has
     * seen; the room's next good record says which it really was.
     */
    void lost(long records) {
        rooms.values().forEach(place -> place.roomSeq += records);
    }

    List<Recovery.OpenRoom> list() {
        List<Recovery.OpenRoom> open = new ArrayList<>(rooms.size());
        rooms.forEach((key, place) ->
                open.add(new Recovery.OpenRoom(key.room(), key.epoch(), place.roomSeq, place.occurredAtMicros)));
        return open;
    }

    private record Key(String room, UUID epoch) {}

    private static final class Place {
        private long roomSeq;
        private long occurredAtMicros;

        void take(JournalRecord record) {
            // Records without a notification carry 0.
            roomSeq = record.roomSeq() > 0 ? record.roomSeq() : roomSeq;
            occurredAtMicros = Math.max(occurredAtMicros, record.occurredAtMicros());
        }
    }
}
