package dev.ephyra.journal;

/**
 * Bytes of a segment that do not check.
 *
 * @param position where they begin in the file
 * @param endPosition where the next thing that checks begins
 * @param fromOffset first record that is lost by it
 * @param toOffset last one; {@code fromOffset - 1} if no record is lost
 */
record Damage(long position, long endPosition, long fromOffset, long toOffset, String why) {
    Recovery.Quarantined quarantined(String segment) {
        return new Recovery.Quarantined(segment, fromOffset, toOffset, why);
    }
}
