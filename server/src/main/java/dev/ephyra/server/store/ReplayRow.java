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

    /** Whether somebody may have been told that it began or ended. */
    boolean isBeginningOrEnd() {
        return !isRunning() || (status.sent() == 0 && status.failed() == 0);
    }

    public boolean isRunning() {
        return status.state().equals(RUNNING);
    }
}
