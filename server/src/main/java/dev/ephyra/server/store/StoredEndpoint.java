package dev.ephyra.server.store;

import dev.ephyra.notify.endpoint.Endpoint;

/**
 * A registered endpoint as kept.
 *
 * @param fromFile whether the configuration file made it
 * @param createdMicros when it was registered, microseconds since 1970 UTC: what occurred before does not concern it
 */
public record StoredEndpoint(Endpoint endpoint, boolean fromFile, long createdMicros) {}
