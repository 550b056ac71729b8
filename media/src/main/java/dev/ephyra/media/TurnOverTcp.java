package dev.ephyra.media;

import dev.ephyra.webrtc.turn.TurnServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Predicate;

/** TURN over TCP as the engine has it: the port, the streams behind it, and their way to the media thread. */
final class TurnOverTcp implements AutoCloseable {
    private final TurnListener listener;
    private final TurnStreams streams;
    private final StreamInlet inlet;

    private TurnOverTcp(TurnListener listener, TurnStreams streams, StreamInlet inlet) {
        this.listener = listener;
        this.streams = streams;
        this.inlet = inlet;
    }

    /**
     * Opens the port that the settings must name.
     *
     * @param server its own: it is owned by the thread of the port
     * @param media takes what is to be done on the media thread, if there is room; must not block
     * @throws IOException if it cannot be had; the message is for people
     */
    static TurnOverTcp open(MediaSettings settings, TurnServer server, Predicate<MediaLoop.Task> media)
            throws IOException {
        TurnListener listener =
                TurnListener.open(settings.listenOn(), settings.turnTcpPort().orElseThrow());
        StreamInlet inlet = new StreamInlet(media);
        InetSocketAddress here = new InetSocketAddress(settings.announced(), listener.port());
        return new TurnOverTcp(listener, new TurnStreams(server, here, inlet::put), inlet);
    }

    void start() {
        listener.start(streams);
    }

    int port() {
        return listener.port();
    }

    TurnStreamFigures figures() {
        return streams.figures(inlet.lost());
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
