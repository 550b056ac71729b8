package dev.ephyra.journal;

import java.util.Arrays;

/**
 * Where some offsets of one segment stand: one in each stride of the file, 2,048 for a full segment. Written
 * by the committing thread, read by any. Times are microseconds since 1970.
 *
 * <p>Beside each place stands the latest time of all records before it in the segment. Times of the log may
 * step back from one record to the next; this never does, so it can be searched. The file of an index has no
 * times: one that was read from it says so, and is made anew by whoever needs them.
 */
final class OffsetIndex {
    /** No clock says so. */
    static final long UNKNOWN = Long.MIN_VALUE;

    private final int strideBytes;
    private volatile int size;
    // Read only below size, which is written after them.
    private long[] offsets = new long[16];
    private long[] positions = new long[16];
    private long[] latestBefore = new long[16];
    private long lastPosition = Long.MIN_VALUE / 2;

    OffsetIndex(int strideBytes) {
        this.strideBytes = strideBytes;
    }

    /**
     * Notes a batch; batches come in order.
     *
     * @param latestMicros the latest time of all records before it, or {@link #UNKNOWN}
     */
    void add(long offset, long position, long latestMicros) {
        if (position - lastPosition < strideBytes) {
            return;
        }
        int count = size;
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * count);
            positions = Arrays.copyOf(positions, 2 * count);
            latestBefore = Arrays.copyOf(latestBefore, 2 * count);
        }
        offsets[count] = offset;
        positions[count] = position;
        latestBefore[count] = latestMicros;
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

    boolean knowsTimes() {
        return size == 0 || latestBefore[0] != UNKNOWN;
    }

    /** The last noted place before which no record is at or after {@code micros}. */
    Place before(long micros, long baseOffset) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (latestBefore[middle] < micros) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? new Place(baseOffset, SegmentHeader.AREA_BYTES) : place(low - 1);
    }

    int strideBytes() {
        return strideBytes;
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
