package dev.ephyra.server.store;

import dev.ephyra.notify.endpoint.Deliveries;

/**
 * A replay as kept.
 *
 * @param deadLetters whether it sends dead letters, whose ids are then its offsets
 */
public record ReplayRow(Deliveries.ReplayStatus status, boolean deadLetters) {
    /** The state of one that is not over. */
    public static final String RUNNING = "running";

    public boolean isRunning() {
        return status.state().equals(RUNNING);
    }
}
