package dev.ephyra.journal;

import java.io.IOException;
import java.util.UUID;

/**
 * Where the notifications of each room stand in one segment. Thread-safe.
 *
 * <p>Rooms are known by a hash: two that share one share their entries, and readers look at the records
 * themselves.
 */
interface RoomIndex {
    /** No incarnation: epochs are random. */
    UUID NO_EPOCH = new UUID(0, 0);

    /** The entries of a room, in order; see {@link #position} and {@link #roomSeq}. */
    long[] find(long key) throws IOException;

    static long key(String room, UUID epoch) {
        long mixed = epoch.getMostSignificantBits() * 0x9E3779B97F4A7C15L + epoch.getLeastSignificantBits();
        mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L + room.hashCode();
        return mixed ^ (mixed >>> 29);
    }

    /** The key under which stand the batches where an incarnation of the room is first seen in the segment. */
    static long key(String room) {
        return key(room, NO_EPOCH);
    }

    /** A batch at {@code position} whose last notification of the room is {@code roomSeq}. */
    static long entry(long position, long roomSeq) {
        // Segments have at most 2 GiB; a room with 4 billion notifications is read from its last entries on.
        return position << Integer.SIZE | Math.min(roomSeq, 0xFFFF_FFFFL);
    }

    static long position(long entry) {
        return entry >>> Integer.SIZE;
    }

    static long roomSeq(long entry) {
        return entry & 0xFFFF_FFFFL;
    }
}
