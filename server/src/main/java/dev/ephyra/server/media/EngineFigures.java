package dev.ephyra.server.media;

import dev.ephyra.media.MediaEngine;
import dev.ephyra.media.MediaFigures;
import dev.ephyra.notify.metrics.EndpointFigures;
import dev.ephyra.room.ConnectionId;
import dev.ephyra.server.socket.FigureSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** What the engine counts, under the names of the metrics report. Thread-safe; media threads only copy. */
final class EngineFigures implements FigureSource {
    private final MediaEngine engine;
    private final Descriptions descriptions;

    EngineFigures(MediaEngine engine, Descriptions descriptions) {
        this.engine = engine;
        this.descriptions = descriptions;
    }

    @Override
    public CompletionStage<Map<ConnectionId, EndpointFigures>> figures(Executor on) {
        return engine.figures().thenApplyAsync(this::named, on);
    }

    /** Each media thread took its figures at a moment of its own. */
    private Map<ConnectionId, EndpointFigures> named(List<MediaFigures> ofThreads) {
        Map<ConnectionId, EndpointFigures> named = new HashMap<>();
        for (MediaFigures figures : ofThreads) {
            figures.connections()
                    .forEach((id, connection) -> named.put(
                            id,
                            FigureNames.endpoint(
                                    figures.takenNanos(), connection, engine.port(), descriptions.of(id))));
        }
        return named;
    }
}
