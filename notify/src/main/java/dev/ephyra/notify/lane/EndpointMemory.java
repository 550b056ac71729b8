package dev.ephyra.notify.lane;

import dev.ephyra.notify.endpoint.EndpointState;

/**
 * What outlives a restart of how an endpoint does.
 *
 * @param failingSinceMicros when its first failure after its last success was, microseconds since 1970 UTC; 0 if none was
 * @param lastFailure of its latest failed attempt; empty if there was none
 */
public record EndpointMemory(EndpointState state, long failingSinceMicros, String lastFailure) {
    /** Of an endpoint nothing is known of. */
    public static final EndpointMemory NONE = new EndpointMemory(EndpointState.ACTIVE, 0, "");
}
