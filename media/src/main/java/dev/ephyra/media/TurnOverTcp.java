package dev.ephyra.media;

import dev.ephyra.webrtc.stun.PacketKind;
import dev.ephyra.webrtc.turn.TurnServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/** TURN over TCP as the engine has it: the port, the streams behind it, and their ways to the media threads. */
final class TurnOverTcp implements AutoCloseable {
    private final TurnListener listener;
    private final TurnStreams streams;
    private final List<StreamInlet> inlets;

    private TurnOverTcp(TurnListener listener, TurnStreams streams, List<StreamInlet> inlets) {
        this.listener = listener;
        this.streams = streams;
        this.inlets = inlets;
    }

    /**
     * Opens the port that the settings must name.
     *
     * @param server its own: it is owned by the thread of the port
     * @param directory of all media threads
     * @param inlets of the media threads by their numbers
     * @throws IOException if it cannot be had; the message is for people
     */
    static TurnOverTcp open(MediaSettings settings, TurnServer server, Directory directory, List<StreamInlet> inlets)
            throws IOException {
        TurnListener listener =
                TurnListener.open(settings.listenOn(), settings.turnTcpPort().orElseThrow());
        InetSocketAddress here = new InetSocketAddress(settings.announced(), listener.port());
        TurnStreams streams = new TurnStreams(
                server,
                here,
                (buffer, offset, length, from, nowNanos) -> inlets.get(thread(directory, buffer, offset, length, from))
                        .put(buffer, offset, length, from, nowNanos));
        return new TurnOverTcp(listener, streams, inlets);
    }

    /** The media thread that a datagram is for. The first counts those that are for nobody. */
    private static int thread(Directory directory, byte[] buffer, int offset, int length, TcpPath from) {
        HostedConnection connection =
                directory.find(PacketKind.of(buffer, offset, length), buffer, offset, length, from);
        return connection == null ? 0 : connection.thread();
    }

    void start() {
        listener.start(streams);
    }

    int port() {
        return listener.port();
    }

    TurnStreamFigures figures() {
        return streams.figures(inlets.stream().mapToLong(StreamInlet::lost).sum());
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
