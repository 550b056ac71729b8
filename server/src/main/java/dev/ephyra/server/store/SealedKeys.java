package dev.ephyra.server.store;

import java.util.Optional;

/**
 * The secrets of an endpoint, encrypted; times are microseconds since 1970 UTC. The arrays are owned by the record and never
 * written.
 *
 * @param previous valid beside the current one until {@code endsAtMicros}
 * @param flipsAtMicros from then on the single-valued signature is made with the current one
 */
public record SealedKeys(byte[] current, Optional<byte[]> previous, long flipsAtMicros, long endsAtMicros) {}
