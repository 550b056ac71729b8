package dev.ephyra.notify.lane;

/**
 * Bounds of a {@link LaneBook}.
 *
 * @param window most records one lane keeps in memory beside a batch; the rest stay in the journal
 * @param heldBytes most bytes all windows keep; above it a lane that waits keeps nothing
 * @param inFlightPerEndpoint most requests out to one endpoint
 * @param inFlight most requests out
 * @param retriesInFlight most of those that are retries, so that dead receivers never take every slot
 * @param reserved how many of {@code inFlight} only endpoints with few requests out may use
 * @param young most requests out that began within the last {@code youngNanos}
 * @param watchdogNanos what the edge has not answered for so long is asked again or given up, whatever the edge does
 */
public record LaneLimits(
        int window,
        long heldBytes,
        int inFlightPerEndpoint,
        int inFlight,
        int retriesInFlight,
        int reserved,
        int young,
        long youngNanos,
        long watchdogNanos,
        BreakerLimits breaker) {
    /**
     * 32 records of some 500 B are 16 KB a lane; 64 MiB hold the windows of 4,000 busy lanes. 2,048 sockets are an eighth
     * of the usual limit of 16,384, and an eighth of them serves 64 small endpoints while large ones hang. 96 that answer
     * at once saturate a core, each at a fifth less cost than with 1,400 connections, measured; 128 in 5 ms let 25,600 a
     * second begin even if all take longer. The watchdog is three times the total deadline of a request, 15 s.
     *
     * <p>A lane behind a dead endpoint keeps its head if that has at most 2 KiB: 10,000 lanes of 0.8 KB with 0.7 KB of
     * head are 15 MB, whatever the number of events in the journal; and at most 30 MB if all heads are that large.
     */
    public static final LaneLimits DEFAULT = new LaneLimits(
            32, 64L << 20, 256, 2_048, 1_024, 256, 128, 5_000_000, 45_000_000_000L, BreakerLimits.DEFAULT);

    /** With an eighth reserved, and the usual breaker. */
    public LaneLimits(
            int window,
            long heldBytes,
            int inFlightPerEndpoint,
            int inFlight,
            int retriesInFlight,
            int young,
            long youngNanos,
            long watchdogNanos) {
        this(
                window,
                heldBytes,
                inFlightPerEndpoint,
                inFlight,
                retriesInFlight,
                inFlight / 8,
                young,
                youngNanos,
                watchdogNanos,
                BreakerLimits.DEFAULT);
    }
}
