package dev.ephyra.notify.endpoint;

import java.util.Optional;

/**
 * An endpoint as an operator sees it. Immutable; never holds a secret.
 *
 * @param fromFile whether the configuration file made it, which alone may change it then
 * @param rotation where a change of its secret stands; empty if there is none under way
 * @param lastFailure of its latest failed attempt; empty if there was none
 * @param lanes rooms with something undelivered or yet to come
 * @param blockedLanes those whose next event has failed at least once
 * @param inFlight requests out now
 * @param concurrency how many may be out now
 * @param oldestUndeliveredMicros when the oldest undelivered event occurred, microseconds since 1970 UTC; 0 if all is delivered
 * @param deadLetters how many are kept
 */
public record EndpointStatus(
        Endpoint endpoint,
        EndpointState state,
        boolean fromFile,
        Optional<Rotation> rotation,
        String lastFailure,
        long lanes,
        long blockedLanes,
        int inFlight,
        int concurrency,
        long oldestUndeliveredMicros,
        long deadLetters) {
    /**
     * An old secret that is still valid beside the new one. Times are microseconds since 1970 UTC.
     *
     * @param legacyFlipsAtMicros from then on {@code x-fishjam-signature-256} is made with the new secret
     * @param overlapEndsAtMicros until then {@code webhook-signature} carries both
     */
    public record Rotation(long legacyFlipsAtMicros, long overlapEndsAtMicros) {}
}
