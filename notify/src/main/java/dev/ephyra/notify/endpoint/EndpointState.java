package dev.ephyra.notify.endpoint;

/** How an endpoint does. Nothing is ever dropped because of it. */
public enum EndpointState {
    /** It takes what is sent. */
    ACTIVE,
    /** Some attempts fail. */
    DEGRADED,
    /** So many fail that only probes go out, one at a time. */
    TRIPPED,
    /** It answered 410; nothing is sent until an operator resumes it. */
    STOPPED,
    /** An operator paused it. */
    PAUSED
}
