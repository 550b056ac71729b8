package dev.ephyra.server.socket;

import dev.ephyra.notify.metrics.EndpointFigures;
import dev.ephyra.room.ConnectionId;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Whoever measures the media of connections. Thread-safe; never blocks. */
@FunctionalInterface
public interface FigureSource {
    /** A server without media. */
    FigureSource NONE = _ -> CompletableFuture.completedFuture(Map.of());

    /**
     * What was measured until now.
     *
     * @param on what is to be done with it is done there
     */
    CompletionStage<Map<ConnectionId, EndpointFigures>> figures(Executor on);
}
