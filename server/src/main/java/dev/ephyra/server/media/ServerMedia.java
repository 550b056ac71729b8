package dev.ephyra.server.media;

import dev.ephyra.media.MediaEngine;
import dev.ephyra.media.MediaTotals;
import dev.ephyra.media.TurnStreamFigures;
import dev.ephyra.server.config.Settings;
import dev.ephyra.server.rooms.MediaGate;
import dev.ephyra.server.rooms.RoomMedia;
import dev.ephyra.server.socket.FigureSource;
import java.io.IOException;
import java.util.Optional;

/** The media of a server, or that it has none. Thread-safe, but for beginning and end. */
public final class ServerMedia implements AutoCloseable {
    private final Optional<MediaEngine> engine;
    private final Optional<EngineMedia> toEngine;

    private ServerMedia(Settings.Webrtc settings, int threads) throws IOException {
        engine = MediaOpening.open(settings, threads);
        toEngine = engine.map(opened -> new EngineMedia(opened, settings.turnIp()));
    }

    /**
     * Opens its port where WebRTC is used.
     *
     * @param threads how many share the rooms
     * @throws IOException if that cannot be had; the message is for people
     */
    public static ServerMedia open(Settings.Webrtc settings, int threads) throws IOException {
        return new ServerMedia(settings, threads);
    }

    /** Begins; media reach the rooms through {@code gate}. */
    public void start(MediaGate gate) {
        engine.ifPresent(opened -> opened.start(new EngineMedia.ToRooms(gate)));
    }

    /** What components publish into; empty where there are no media. */
    public Optional<MediaEngine> engine() {
        return engine;
    }

    /** As rooms see it. */
    public RoomMedia rooms() {
        return toEngine.<RoomMedia>map(opened -> opened).orElse(RoomMedia.NONE);
    }

    /** As the metrics report sees it. */
    public FigureSource figures() {
        return toEngine.map(EngineMedia::figures).orElse(FigureSource.NONE);
    }

    /** As Prometheus sees it. */
    public MediaTotals totals() {
        return engine.map(MediaEngine::totals).orElse(MediaTotals.NONE);
    }

    /** TURN over TCP, as Prometheus sees it. */
    public TurnStreamFigures turnStreams() {
        return engine.map(MediaEngine::turnStreams).orElse(TurnStreamFigures.NONE);
    }

    @Override
    public void close() throws IOException {
        if (engine.isPresent()) {
            engine.get().close();
        }
    }
}
