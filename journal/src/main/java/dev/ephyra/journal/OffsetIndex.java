package dev.ephyra.journal;

import java.util.Arrays;

/**
 * Where some offsets of one segment stand: one in each stride of the file, 2,048 for a full segment. Written by the
 * committing thread, read by any.
 */
final class OffsetIndex {
    private final int strideBytes;
    private volatile int size;
    // Offsets in the first half, positions in the second; read only below size, which is written after them.
    private long[] offsets = new long[16];
    private long[] positions = new long[16];
    private long lastPosition = Long.MIN_VALUE / 2;

    OffsetIndex(int strideBytes) {
        this.strideBytes = strideBytes;
    }

    /** Notes a batch; batches come in order. */
    void add(long offset, long position) {
        if (position - lastPosition < strideBytes) {
            return;
        }
        int count = size;
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * count);
            positions = Arrays.copyOf(positions, 2 * count);
        }
        offsets[count] = offset;
        positions[count] = position;
        lastPosition = position;
        size = count + 1;
    }

    /** The last noted place at or before {@code offset}. */
    Place floor(long offset, long baseOffset) {
        int count = size;
        int found = Arrays.binarySearch(offsets, 0, count, offset);
        int index = found >= 0 ? found : -found - 2;
        return index < 0
                ? new Place(baseOffset, SegmentHeader.AREA_BYTES)
                : new Place(offsets[index], positions[index]);
    }

    int size() {
        return size;
    }

    Place place(int index) {
        return new Place(offsets[index], positions[index]);
    }

    /** A batch: the offset of its first record and where it stands in the file. */
    record Place(long offset, long position) {}
}
