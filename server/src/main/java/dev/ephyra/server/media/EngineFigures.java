package dev.ephyra.server.media;

import dev.ephyra.media.MediaEngine;
import dev.ephyra.media.MediaFigures;
import dev.ephyra.notify.metrics.EndpointFigures;
import dev.ephyra.room.ConnectionId;
import dev.ephyra.server.socket.FigureSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** What the engine counts, under the names of the metrics report. Thread-safe; the media thread only copies. */
final class EngineFigures implements FigureSource {
    private final MediaEngine engine;
    private final Descriptions descriptions;

    EngineFigures(MediaEngine engine, Descriptions descriptions) {
        this.engine = engine;
        this.descriptions = descriptions;
    }

    @Override
    public CompletionStage<Map<ConnectionId, EndpointFigures>> figures(Executor on) {
        CompletableFuture<MediaFigures> asked = new CompletableFuture<>();
        if (!engine.figures(asked::complete)) {
            asked.complete(MediaFigures.NONE);
        }
        return asked.thenApplyAsync(this::named, on);
    }

    private Map<ConnectionId, EndpointFigures> named(MediaFigures figures) {
        Map<ConnectionId, EndpointFigures> named = new HashMap<>();
        figures.connections()
                .forEach((id, connection) -> named.put(
                        id,
                        FigureNames.endpoint(figures.takenNanos(), connection, engine.port(), descriptions.of(id))));
        return named;
    }
}
