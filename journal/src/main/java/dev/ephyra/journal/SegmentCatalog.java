package dev.ephyra.journal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The segments there are, oldest first. Changed by the committing thread, read by any. The last one is being written. */
final class SegmentCatalog {
    private volatile List<Segment> segments;

    SegmentCatalog(List<Segment> segments) {
        this.segments = List.copyOf(segments);
    }

    List<Segment> list() {
        return segments;
    }

    Segment active() {
        return segments.getLast();
    }

    long oldest() {
        return segments.getFirst().baseOffset();
    }

    /** The segment that holds {@code offset}; null if it is missing or beyond the head. */
    @Nullable
    Segment holding(long offset) {
        List<Segment> all = segments;
        int low = 0;
        int high = all.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (all.get(middle).baseOffset() <= offset) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        Segment segment = all.get(low);
        return segment.baseOffset() <= offset && offset < segment.nextOffset() ? segment : null;
    }

    /** The first offset of the segment after a missing one; {@code offset} if there is none. */
    long resumesAfter(long offset) {
        for (Segment segment : segments) {
            if (segment.baseOffset() > offset) {
                return segment.baseOffset();
            }
        }
        return offset;
    }

    void add(Segment segment) {
        List<Segment> all = new ArrayList<>(segments);
        all.add(segment);
        segments = List.copyOf(all);
    }

    void removeFirst() {
        List<Segment> all = segments;
        segments = List.copyOf(all.subList(1, all.size()));
    }
}
