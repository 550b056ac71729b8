package dev.ephyra.journal;

import java.util.List;

/**
 * Bytes of a segment that do not check.
 *
 * @param position where they begin in the file
 * @param endPosition where the next thing that checks begins
 * @param fromOffset first record that is lost by it
 * @param toOffset last one; {@code fromOffset - 1} if no record is lost
 * @param batchOffset offset of the first record of the batch of which this is a part; 0 if it is not known
 */
record Damage(long position, long endPosition, long fromOffset, long toOffset, long batchOffset, String why) {
    Damage(long position, long endPosition, long fromOffset, long toOffset, String why) {
        this(position, endPosition, fromOffset, toOffset, 0, why);
    }

    boolean costsRecords() {
        return toOffset >= fromOffset;
    }

    boolean coversByte(long at) {
        return at >= position && at < endPosition;
    }

    /** Whether something that was read in the bytes is of one of the lost records. */
    boolean mayHold(Salvage.Remains one) {
        long offset = batchOffset + one.ordinal();
        return batchOffset == 0 ? costsRecords() : offset >= fromOffset && offset <= toOffset;
    }

    Recovery.Quarantined quarantined(String segment) {
        return quarantined(segment, List.of());
    }

    Recovery.Quarantined quarantined(String segment, List<String> rooms) {
        return new Recovery.Quarantined(segment, fromOffset, toOffset, why, rooms);
    }
}
