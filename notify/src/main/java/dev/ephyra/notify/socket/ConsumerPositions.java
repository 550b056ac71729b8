package dev.ephyra.notify.socket;

import java.util.OptionalLong;
import java.util.Set;

/**
 * Where each durable consumer of the server socket is, kept over restarts. Thread-safe; no call waits for the disk, for they
 * come from sockets.
 */
public interface ConsumerPositions {
    /** The offset of the last record that {@code name} is known to have; empty if it never had one of this log. */
    OptionalLong load(String name);

    /** Keeps {@code offset} soon; of several the last one counts. */
    void save(String name, long offset);

    /** Those who have a place, of this log. */
    Set<String> names();

    /** Forgets the place of {@code name} soon. */
    void forget(String name);
}
