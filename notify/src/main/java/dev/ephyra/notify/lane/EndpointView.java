package dev.ephyra.notify.lane;

import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.endpoint.EndpointState;

/**
 * How an endpoint does now.
 *
 * @param lastFailure of its latest failed attempt; empty if there was none
 * @param lanes rooms with something undelivered or yet to come
 * @param blockedLanes those whose next event has failed at least once
 * @param inFlight requests out
 * @param concurrency how many may be out
 * @param oldestUndeliveredMicros when the oldest undelivered event known occurred, microseconds since 1970 UTC; 0 if there is
 *     none
 */
public record EndpointView(
        Endpoint endpoint,
        EndpointState state,
        String lastFailure,
        int lanes,
        int blockedLanes,
        int inFlight,
        int concurrency,
        long oldestUndeliveredMicros) {}
