package dev.ephyra.journal;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The rooms of a sealed segment, looked up in its index file: 20 small reads for 600,000 rooms, and no memory. Thread-safe.
 *
 * @param directoryPosition where the sorted directory begins in the file
 */
record SealedRoomIndex(SegmentFile file, long directoryPosition, int rooms) implements RoomIndex {
    /** Key, position of the entries, number of entries. */
    static final int SLOT_BYTES = 20;

    private static final long[] NONE = {};

    @Override
    public long[] find(long key) throws IOException {
        int low = 0;
        int high = rooms - 1;
        ByteBuffer slot = ByteBuffer.allocate(SLOT_BYTES);
        while (low <= high) {
            int middle = (low + high) >>> 1;
            slot.clear();
            file.read(slot, directoryPosition + (long) middle * SLOT_BYTES);
            long found = slot.getLong(0);
            if (found == key) {
                return entries(slot.getLong(8), slot.getInt(16));
            } else if (found < key) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return NONE;
    }

    private long[] entries(long position, int count) throws IOException {
        // A file that changed under us must not make us allocate what it says.
        if (position < 0 || count < 0 || position + (long) count * Long.BYTES > file.size()) {
            throw new IOException("the index " + file.name() + " changed after its checksum was verified");
        }
        ByteBuffer bytes = ByteBuffer.allocate(count * Long.BYTES);
        file.read(bytes, position);
        long[] entries = new long[count];
        bytes.flip().asLongBuffer().get(entries);
        return entries;
    }
}
