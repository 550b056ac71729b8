package dev.ephyra.journal;

import java.util.List;

/**
 * One segment as readers know it. Written by the committing thread, read by any.
 *
 * <p>The figures are of durable records; each is published before {@link Journal#durable()} says so.
 */
final class Segment {
    private final long baseOffset;
    private final SegmentFile file;
    private volatile OffsetIndex offsets;
    private volatile RoomIndex rooms;
    private volatile long endPosition;
    private volatile long nextOffset;
    private volatile long lastOccurredAtMicros;
    private volatile List<Damage> damages;

    Segment(long baseOffset, SegmentFile file, OffsetIndex offsets, RoomIndex rooms, List<Damage> damages) {
        this.baseOffset = baseOffset;
        this.file = file;
        this.offsets = offsets;
        this.rooms = rooms;
        this.damages = List.copyOf(damages);
        this.endPosition = SegmentHeader.AREA_BYTES;
        this.nextOffset = baseOffset;
    }

    /** Says how far the segment is durable. */
    void reaches(long end, long next, long occurredAtMicros) {
        lastOccurredAtMicros = Math.max(lastOccurredAtMicros, occurredAtMicros);
        endPosition = end;
        nextOffset = next;
    }

    /** Replaces an index by one of the same places with their times. */
    void offsets(OffsetIndex timed) {
        offsets = timed;
    }

    void rooms(RoomIndex sealed) {
        rooms = sealed;
    }

    long baseOffset() {
        return baseOffset;
    }

    SegmentFile file() {
        return file;
    }

    OffsetIndex offsets() {
        return offsets;
    }

    RoomIndex rooms() {
        return rooms;
    }

    long endPosition() {
        return endPosition;
    }

    long nextOffset() {
        return nextOffset;
    }

    long lastOccurredAtMicros() {
        return lastOccurredAtMicros;
    }

    /** What is known to be damaged in it, in order. */
    List<Damage> damages() {
        return damages;
    }

    void damages(List<Damage> found) {
        damages = List.copyOf(found);
    }

    /** The last offset of the known damage, in one piece, that begins at or before an offset; 0 if it is good. */
    long lostUpTo(long offset) {
        long last = 0;
        for (Damage damage : damages) {
            boolean holds = damage.fromOffset() <= offset && offset <= damage.toOffset();
            boolean goesOn = last > 0 && damage.fromOffset() == last + 1;
            if (damage.costsRecords() && (holds || goesOn)) {
                last = damage.toOffset();
            }
        }
        return last;
    }

    String whyLost(long offset) {
        return damages.stream()
                .filter(damage -> damage.fromOffset() <= offset && offset <= damage.toOffset())
                .map(Damage::why)
                .findFirst()
                .orElse("");
    }

    String name() {
        return file.name();
    }
}
