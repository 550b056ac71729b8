package dev.ephyra.journal;

/**
 * Figures for metrics, since the start.
 *
 * @param bytes bytes of all segments on disk
 * @param segments number of segments
 * @param queuedBytes bytes appended and not yet durable
 * @param commits number of commits
 * @param failedCommits number of commits that failed and were retried
 * @param appendToDurableNanosTotal sum over all batches of the time from append to durable
 * @param appendToDurableNanosMax the longest such time since the last call
 * @param batches number of batches made durable
 */
public record JournalStatistics(
        long bytes,
        int segments,
        long queuedBytes,
        long commits,
        long failedCommits,
        long appendToDurableNanosTotal,
        long appendToDurableNanosMax,
        long batches) {}
