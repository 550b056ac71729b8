package dev.ephyra.media;

import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.RoomId;
import dev.ephyra.webrtc.connection.ConnectionEvent;
import dev.ephyra.webrtc.connection.ConnectionSettings;
import dev.ephyra.webrtc.connection.DatagramSink;
import dev.ephyra.webrtc.connection.Encoding;
import dev.ephyra.webrtc.connection.EncodingChange;
import dev.ephyra.webrtc.connection.LocalTrack;
import dev.ephyra.webrtc.connection.PeerConnection;
import dev.ephyra.webrtc.connection.SessionPlan;
import dev.ephyra.webrtc.stun.PacketKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rooms of one media thread. Everything here happens on that thread: {@link MediaThread} brings datagrams, time and
 * what other threads want.
 */
final class MediaLoop {
    /** What another thread wants to be done here. */
    @FunctionalInterface
    interface Task {
        void run(MediaLoop loop, long nowNanos);
    }

    private static final Logger LOG = LoggerFactory.getLogger(MediaLoop.class);

    private final Supplier<ConnectionSettings> settings;
    private final DatagramSink sink;
    private final MediaListener listener;
    private final Predicate<Task> otherThreads;
    private final Directory directory = new Directory();
    private final Map<RoomId, MediaRoom> rooms = new HashMap<>();
    private final Map<ConnectionId, HostedConnection> connections = new HashMap<>();
    private final FigureTaking figures = new FigureTaking();
    private @Nullable HostedConnection forwarding;
    private long strangers;

    /** @param otherThreads takes what is to be done here from any thread, if there is room; must not block */
    MediaLoop(
            Supplier<ConnectionSettings> settings,
            DatagramSink sink,
            MediaListener listener,
            Predicate<Task> otherThreads) {
        this.settings = settings;
        this.sink = sink;
        this.listener = listener;
        this.otherThreads = otherThreads;
    }

    /** A connection begins, or goes on as a later answer says. */
    void configure(RoomId roomId, ConnectionId id, SessionPlan plan, long nowNanos) {
        HostedConnection known = connections.get(id);
        try {
            if (known == null) {
                known = open(roomId, id, plan, nowNanos);
            } else {
                known.peer().apply(plan, nowNanos);
            }
            directory.expect(plan.localIce().ufrag(), known);
            known.room().route();
        } catch (RuntimeException broken) {
            // Containment point: a plan that cannot be carried out ends its peer.
            LOG.error("Media of a peer in room {} cannot be set up", roomId, broken);
            if (known != null) {
                end(known);
            }
            listener.failed(roomId, id, "Internal error: " + broken);
        }
    }

    private HostedConnection open(RoomId roomId, ConnectionId id, SessionPlan plan, long nowNanos) {
        PeerConnection peer = new PeerConnection(settings.get(), plan, sink, () -> wakeLater(id), nowNanos);
        MediaRoom room = rooms.computeIfAbsent(roomId, MediaRoom::new);
        HostedConnection connection = new HostedConnection(room, id, peer);
        connections.put(id, connection);
        room.put(connection);
        return connection;
    }

    /** The peer wants to receive this encoding of a track. */
    void target(ConnectionId id, String trackId, Encoding encoding) {
        HostedConnection known = connections.get(id);
        if (known != null) {
            known.peer().subscribed().stream()
                    .filter(stream -> stream.track().trackId().equals(trackId))
                    .forEach(stream -> stream.target(encoding));
        }
    }

    /** The room does not want the connection any more. */
    void close(ConnectionId id) {
        HostedConnection known = connections.get(id);
        if (known != null) {
            end(known);
        }
    }

    private void end(HostedConnection connection) {
        boolean isHosted = connections.remove(connection.id(), connection);
        directory.forget(connection);
        MediaRoom room = connection.room();
        room.remove(connection);
        if (room.isEmpty()) {
            rooms.remove(room.id());
        }
        try {
            connection.peer().close();
            room.route();
        } catch (RuntimeException broken) {
            // Containment point: it is over either way.
            LOG.error("Media of a peer in room {} did not end well", room.id(), broken);
        }
        if (isHosted) {
            figures.ended(connection);
        }
    }

    /** The server publishes a track of its own into a room, with peers in it or not yet. */
    void publish(RoomId roomId, LocalTrack track) {
        MediaRoom room = rooms.computeIfAbsent(roomId, MediaRoom::new);
        room.put(track);
        room.route();
    }

    /** A track of the server's own is over. */
    void unpublish(RoomId roomId, LocalTrack track) {
        MediaRoom room = rooms.get(roomId);
        if (room != null) {
            room.remove(track);
            room.route();
            if (room.isEmpty()) {
                rooms.remove(roomId, room);
            }
        }
    }

    /** A datagram from {@code from}; it is changed in place. */
    void receive(byte[] buffer, int offset, int length, MediaPath from, long nowNanos) {
        HostedConnection connection = directory.find(buffer, offset, length, from);
        if (connection == null) {
            strangers++;
            return;
        }
        PeerConnection peer = connection.peer();
        forwarding = PacketKind.of(buffer, offset, length) == PacketKind.RTP ? connection : null;
        try {
            peer.receive(buffer, offset, length, from, nowNanos);
            if (!connection.paths().contains(from) && peer.isVerified(from)) {
                directory.found(from, connection);
            }
            tell(connection);
        } catch (RuntimeException | StackOverflowError broken) {
            // Containment point: a packet can at most end the peer it is for.
            broke(connection, broken);
        }
    }

    /** The last send that the last datagram led to was {@code nanos} after it was read. */
    void workedOff(long nanos) {
        if (forwarding != null) {
            forwarding.forwarded(nanos);
            forwarding = null;
        }
    }

    /** On the thread of a handshake. A wake that finds no room is not lost: the tick looks at each connection too. */
    private void wakeLater(ConnectionId id) {
        boolean isTaken = otherThreads.test((loop, nowNanos) -> loop.wake(id, nowNanos));
        if (!isTaken) {
            LOG.warn("The media thread is far behind");
        }
    }

    private void wake(ConnectionId id, long nowNanos) {
        HostedConnection connection = connections.get(id);
        if (connection != null) {
            contained(connection, peer -> peer.onWake(nowNanos));
        }
    }

    /** To be called every {@link MediaThread#TICK_NANOS}. */
    void onTime(long nowNanos) {
        Consumer<PeerConnection> tick = peer -> peer.onTime(nowNanos);
        for (HostedConnection connection : List.copyOf(connections.values())) {
            contained(connection, tick);
        }
    }

    boolean isIdle() {
        return connections.isEmpty();
    }

    /** Copies of what every connection has counted. */
    MediaFigures figures(long nowNanos) {
        return figures.figures(connections.values(), nowNanos);
    }

    /** What all connections have counted. */
    LoopTotals totals() {
        return figures.totals(connections.values(), strangers);
    }

    private void contained(HostedConnection connection, Consumer<PeerConnection> input) {
        try {
            input.accept(connection.peer());
            tell(connection);
        } catch (RuntimeException | StackOverflowError broken) {
            // Containment point: whatever breaks in a connection ends that one, with its reason, and nothing else.
            broke(connection, broken);
        }
    }

    private void broke(HostedConnection connection, Throwable broken) {
        LOG.error("Media of a peer in room {} broke", connection.room().id(), broken);
        fail(connection, "Internal error: " + broken);
    }

    private void tell(HostedConnection connection) {
        for (ConnectionEvent event : connection.peer().drain()) {
            carryOut(connection, event);
        }
    }

    private void carryOut(HostedConnection connection, ConnectionEvent event) {
        RoomId room = connection.room().id();
        switch (event) {
            case ConnectionEvent.Established _ -> {
                connection.room().route();
                listener.established(room, connection.id());
            }
            case ConnectionEvent.Failed(String reason) -> fail(connection, reason);
            case ConnectionEvent.ConsentLost _ -> {
                end(connection);
                listener.lost(room, connection.id());
            }
            // The browser has closed its connection; its socket goes too, or it comes with a new offer.
            case ConnectionEvent.TransportClosed _ -> end(connection);
            case ConnectionEvent.VoiceActivity(String track, boolean isSpeaking) ->
                listener.voice(room, connection.id(), track, isSpeaking);
            case ConnectionEvent.EncodingSwitched(String track, Encoding encoding, EncodingChange change) ->
                listener.encodingSwitched(room, connection.id(), track, encoding, change);
        }
    }

    private void fail(HostedConnection connection, String reason) {
        end(connection);
        listener.failed(connection.room().id(), connection.id(), reason);
    }
}
