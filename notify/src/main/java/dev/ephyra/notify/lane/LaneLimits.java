package dev.ephyra.notify.lane;

/**
 * Bounds of a {@link LaneBook}.
 *
 * @param window most records one lane keeps in memory; the rest stay in the journal
 * @param heldBytes most bytes all windows keep; above it a lane keeps its head only
 * @param inFlightPerUrl most requests out to one URL
 * @param inFlight most requests out
 * @param retriesInFlight most of those that are retries, so that dead receivers never take every slot
 * @param young most requests out that began within the last {@code youngNanos}
 * @param watchdogNanos a request unanswered for so long is given up by the book, whatever its edge does
 */
public record LaneLimits(
        int window,
        long heldBytes,
        int inFlightPerUrl,
        int inFlight,
        int retriesInFlight,
        int young,
        long youngNanos,
        long watchdogNanos) {
    /**
     * 32 records of some 200 B are 6 KB a lane; 64 MiB hold the windows of 10,000 busy lanes. 2,048 sockets are an
     * eighth of the usual limit of 16,384. 96 that answer at once saturate a core, each at a fifth less cost than with
     * 1,400 connections, measured; 128 in 5 ms let 25,600 a second begin even if all take longer. The watchdog is
     * three times the total deadline of a request, 15 s.
     */
    public static final LaneLimits DEFAULT =
            new LaneLimits(32, 64L << 20, 256, 2_048, 1_024, 128, 5_000_000, 45_000_000_000L);
}
