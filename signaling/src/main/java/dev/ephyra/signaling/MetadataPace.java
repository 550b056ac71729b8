package dev.ephyra.signaling;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Slows down a peer that changes its metadata faster than anybody needs: each change is a durable notification for every
 * subscriber. What comes too early waits, and the latest wins, so the room always ends with what the peer said last.
 * Owned by its {@link PeerSocketSession}.
 */
final class MetadataPace {
    /** 20 changes a second: a person cannot see more; a room of 100 such peers makes 2,000 notifications a second. */
    static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private @Nullable PeerCommand waiting;
    private boolean started;
    private long nextNanos;

    /** {@code command}, if it may pass now. */
    Optional<PeerCommand> offer(PeerCommand command, long nowNanos) {
        if (waiting == null && (!started || nowNanos - nextNanos >= 0)) {
            pass(nowNanos);
            return Optional.of(command);
        }
        // A connect is answered even if a change of the metadata follows it.
        boolean connects = waiting instanceof PeerCommand.Connect;
        waiting = connects && command instanceof PeerCommand.UpdateEndpointMetadata(var metadata)
                ? new PeerCommand.Connect(metadata)
                : command;
        return Optional.empty();
    }

    /** What waited, once it may pass. */
    Optional<PeerCommand> due(long nowNanos) {
        PeerCommand command = waiting;
        if (command == null || nowNanos - nextNanos < 0) {
            return Optional.empty();
        }
        waiting = null;
        pass(nowNanos);
        return Optional.of(command);
    }

    /** When something is due. */
    OptionalLong deadlineNanos() {
        return waiting == null ? OptionalLong.empty() : OptionalLong.of(nextNanos);
    }

    private void pass(long nowNanos) {
        started = true;
        nextNanos = nowNanos + INTERVAL_NANOS;
    }
}
