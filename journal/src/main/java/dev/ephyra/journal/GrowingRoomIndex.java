package dev.ephyra.journal;

import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The rooms of the segment being written, in memory. Grows on the committing thread, read by any. Bounded by
 * the segment: 8 bytes for each batch and about 200 for each room, of which a segment of 128 MiB has at most
 * 600,000.
 */
final class GrowingRoomIndex implements RoomIndex {
    private static final long[] NONE = {};

    private final ConcurrentHashMap<Long, Entries> rooms = new ConcurrentHashMap<>();

    void add(JournalRecord record, long position) {
        if (record.notification().length == 0) {
            return;
        }
        long key = RoomIndex.key(record.room(), record.roomEpoch());
        if (add(key, position, record.roomSeq())) {
            add(RoomIndex.key(record.room()), position, 0);
        }
    }

    /** Answers whether it is the first entry of the key. */
    private boolean add(long key, long position, long roomSeq) {
        Entries entries = rooms.get(key);
        boolean isFirst = entries == null;
        if (entries == null) {
            entries = new Entries();
            rooms.put(key, entries);
        }
        entries.add(position, roomSeq);
        return isFirst;
    }

    @Override
    public long[] find(long key) {
        Entries entries = rooms.get(key);
        return entries == null ? NONE : entries.copy();
    }

    /** All keys, sorted as signed numbers. */
    long[] keys() {
        long[] keys = new long[rooms.size()];
        int i = 0;
        for (Long key : rooms.keySet()) {
            keys[i++] = key;
        }
        Arrays.sort(keys);
        return keys;
    }

    private static final class Entries {
        private long[] values = new long[2];
        // Published last, so that a reader sees values at least as new as it.
        private volatile int size;

        void add(long position, long roomSeq) {
            int count = size;
            if (count > 0 && RoomIndex.position(values[count - 1]) == position) {
                values[count - 1] = RoomIndex.entry(position, roomSeq);
                size = count;
                return;
            }
            if (count == values.length) {
                values = Arrays.copyOf(values, 2 * count);
            }
            values[count] = RoomIndex.entry(position, roomSeq);
            size = count + 1;
        }

        long[] copy() {
            int count = size;
            return Arrays.copyOf(values, count);
        }
    }
}
