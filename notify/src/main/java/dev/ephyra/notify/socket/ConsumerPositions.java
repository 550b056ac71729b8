package dev.ephyra.notify.socket;

import java.util.OptionalLong;

/**
 * Where each durable consumer of the server socket is, kept over restarts. Thread-safe; neither call waits for the disk, for
 * both come from sockets.
 */
public interface ConsumerPositions {
    /** The offset of the last record that {@code name} is known to have; empty if it never had one of this log. */
    OptionalLong load(String name);

    /** Keeps {@code offset} soon; of several the last one counts. */
    void save(String name, long offset);
}
