package dev.ephyra.notify.lane;

/**
 * What outlives a restart of a lane whose head has failed. How many of the failures count as the head's own does not: a restart
 * has poison tried for as long again. Times are microseconds since 1970 UTC.
 *
 * @param attempts made in vain; 0 for none
 * @param nextAttemptMicros when the next one is due if nothing makes it sooner
 */
public record LaneMemory(int attempts, long firstAttemptMicros, long nextAttemptMicros) {
    /** Of a head that was never tried. */
    public static final LaneMemory NONE = new LaneMemory(0, 0, 0);
}
