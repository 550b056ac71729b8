package dev.ephyra.notify.lane;

/**
 * How far a lane has got. It does not say why a gap is there: after a restart it is announced as dead letters.
 *
 * @param roomSeq everything up to this {@code room_seq} is delivered, given up or not wanted; 0 for nothing
 * @param offset a journal offset up to which this lane needs nothing
 * @param prevSeq the last {@code room_seq} that was really delivered; 0 for none
 * @param gapFromSeq the first of those given up that the next delivery has to announce; 0 if there are none
 * @param gapToSeq the last of those; 0 if there are none
 */
public record LanePosition(long roomSeq, long offset, long prevSeq, long gapFromSeq, long gapToSeq) {
    /** Of a lane that needs what comes after {@code offset}, from the first event of its room on. */
    public static LanePosition startingAfter(long offset) {
        return new LanePosition(0, offset, 0, 0, 0);
    }
}
