package dev.ephyra.journal;

/**
 * How full the log is. A value; sizes are bytes.
 *
 * @param bytes of the log on disk
 * @param limitBytes beyond this the oldest segments go, if nobody needs them
 * @param hardLimitBytes beyond this they go whoever needs them
 * @param isBlocked whether the log is larger or older than it may be because of what is undelivered; an alert
 * @param oldestNeeded the first record that someone still needs; 0 before anyone has said so
 */
public record RetentionState(long bytes, long limitBytes, long hardLimitBytes, boolean isBlocked, long oldestNeeded) {}
