package dev.ephyra.room;

/**
 * A reading of both clocks, taken once per turn of a room's loop.
 *
 * @param nanos monotonic, for timers
 * @param wallMicros microseconds since 1970 UTC, for {@code occurred_at}; may jump
 */
public record Moment(long nanos, long wallMicros) {}
