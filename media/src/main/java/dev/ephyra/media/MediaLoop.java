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
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rooms of one media thread. Everything here happens on that thread: {@link MediaThread} brings datagrams, time and
 * what other threads want. A datagram of another thread's connection goes there through the {@link Crossing}.
 */
final class MediaLoop {
    /** What another thread wants to be done here. */
    @FunctionalInterface
    interface Task {
        void run(MediaLoop loop, long nowNanos);
    }

    private static final Logger LOG = LoggerFactory.getLogger(MediaLoop.class);

    private final Directory directory;
    private final Crossing crossing;
    private final Supplier<ConnectionSettings> settings;
    private final DatagramSink sink;
    private final MediaListener listener;
    private final Consumer<Task> otherThreads;
    private final Map<RoomId, MediaRoom> rooms = new HashMap<>();
    private final Map<ConnectionId, HostedConnection> connections = new HashMap<>();
    private final Timetable timetable = new Timetable();
    private final FigureTaking figures = new FigureTaking();
    private @Nullable HostedConnection forwarding;
    private long strangers;
    private long latestNanos;
    private boolean isPassedOn;

    /**
     * @param directory of all media threads
     * @param crossing the ways from this one to the others
     * @param otherThreads takes what is to be done here from any thread and loses nothing; must not block
     */
    MediaLoop(
            Directory directory,
            Crossing crossing,
            Supplier<ConnectionSettings> settings,
            DatagramSink sink,
            MediaListener listener,
            Consumer<Task> otherThreads) {
        this.directory = directory;
        this.crossing = crossing;
        this.settings = settings;
        this.sink = sink;
        this.listener = listener;
        this.otherThreads = otherThreads;
    }

    /** A connection begins, or goes on as a later answer says. */
    void configure(RoomId roomId, ConnectionId id, SessionPlan plan, long nowNanos) {
        latestNanos = nowNanos;
        HostedConnection known = connections.get(id);
        try {
            if (known == null) {
                known = open(roomId, id, plan, nowNanos);
            } else {
                known.peer().apply(plan, nowNanos);
            }
            listenToOthers(known);
            directory.expect(plan.localIce().ufrag(), known);
            known.room().route(known);
            timetable.planSoon(known, nowNanos);
        } catch (RuntimeException | StackOverflowError broken) {
            // Containment point: a plan that cannot be carried out ends its peer.
            LOG.error("Media of a peer in room {} cannot be set up", roomId, broken);
            if (known != null) {
                end(known);
            }
            listener.failed(roomId, id, "Internal error: " + broken);
        }
    }

    private HostedConnection open(RoomId roomId, ConnectionId id, SessionPlan plan, long nowNanos) {
        AtomicBoolean isWaking = new AtomicBoolean();
        PeerConnection peer = new PeerConnection(settings.get(), plan, sink, () -> wakeLater(id, isWaking), nowNanos);
        MediaRoom room = rooms.computeIfAbsent(roomId, MediaRoom::new);
        HostedConnection connection = new HostedConnection(room, id, peer, crossing.from());
        connections.put(id, connection);
        room.put(connection);
        timetable.plan(connection, nowNanos, nowNanos);
        return connection;
    }

    /** Whoever wants a key frame of it does so on another connection, and packets of another change or break what it gets. */
    private void listenToOthers(HostedConnection connection) {
        Runnable hasNews = () -> timetable.planSoon(connection, latestNanos);
        connection.peer().published().forEach(track -> track.onKeyFrameWanted(hasNews));
        connection.peer().subscribed().forEach(stream -> stream.onNews(hasNews));
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
        timetable.remove(connection);
        directory.forget(connection);
        MediaRoom room = connection.room();
        orLog(connection, () -> room.remove(connection));
        forgetIfEmpty(room);
        orLog(connection, connection.peer()::close);
        if (isHosted) {
            figures.ended(connection);
        }
    }

    /** The server publishes a track of its own into a room, with peers in it or not yet. */
    void publish(RoomId roomId, LocalTrack track) {
        rooms.computeIfAbsent(roomId, MediaRoom::new).put(track);
    }

    /** A track of the server's own is over. */
    void unpublish(RoomId roomId, LocalTrack track) {
        MediaRoom room = rooms.get(roomId);
        if (room != null) {
            room.remove(track);
            forgetIfEmpty(room);
        }
    }

    /** Somebody inside the server receives what is published in a room, now and later. */
    void subscribe(RoomId roomId, LocalSubscription subscription) {
        rooms.computeIfAbsent(roomId, MediaRoom::new).put(subscription);
    }

    /** He does no more. */
    void unsubscribe(RoomId roomId, LocalSubscription subscription) {
        MediaRoom room = rooms.get(roomId);
        if (room != null) {
            room.remove(subscription);
            forgetIfEmpty(room);
        }
    }

    private void forgetIfEmpty(MediaRoom room) {
        if (room.isEmpty()) {
            rooms.remove(room.id(), room);
        }
    }

    private static void orLog(HostedConnection connection, Runnable ending) {
        try {
            ending.run();
        } catch (RuntimeException | StackOverflowError broken) {
            // Containment point: it is over either way.
            LOG.error(
                    "Media of a peer in room {} did not end well",
                    connection.room().id(),
                    broken);
        }
    }

    /** A datagram from {@code from}; it is changed in place, or copied on its way to its own thread. */
    void receive(byte[] buffer, int offset, int length, MediaPath from, long nowNanos) {
        PacketKind kind = PacketKind.of(buffer, offset, length);
        HostedConnection connection = directory.find(kind, buffer, offset, length, from);
        if (connection == null) {
            strangers++;
        } else if (connection.thread() == crossing.from()) {
            receive(connection, kind, buffer, offset, length, from, nowNanos);
        } else {
            crossing.received(connection, buffer, offset, length, from, nowNanos);
            isPassedOn = true;
        }
    }

    /** A datagram of a connection of this thread that another one has received; it is changed in place. */
    void takeOver(HostedConnection connection, byte[] buffer, int length, MediaPath from, long nowNanos) {
        if (connections.get(connection.id()) == connection) {
            receive(connection, PacketKind.of(buffer, 0, length), buffer, 0, length, from, nowNanos);
        } else {
            // It has ended while this was on its way.
            strangers++;
        }
    }

    private void receive(
            HostedConnection connection,
            PacketKind kind,
            byte[] buffer,
            int offset,
            int length,
            MediaPath from,
            long nowNanos) {
        latestNanos = nowNanos;
        PeerConnection peer = connection.peer();
        forwarding = kind == PacketKind.RTP ? connection : null;
        timetable.planSoon(connection, nowNanos);
        try {
            peer.receive(buffer, offset, length, from, nowNanos);
            // Only a check can make a path one of this connection.
            if (kind == PacketKind.STUN && peer.isVerified(from)) {
                directory.found(from, connection);
            }
            tell(connection);
        } catch (RuntimeException | StackOverflowError broken) {
            // Containment point: a packet can at most end the peer it is for.
            broke(connection, broken);
        }
    }

    /**
     * The last send that the last datagram led to was {@code nanos} after it was read.
     *
     * @return false if it was handed over, so that only the thread it is for knows
     */
    boolean workedOff(long nanos) {
        if (isPassedOn) {
            isPassedOn = false;
            return false;
        }
        if (forwarding != null) {
            forwarding.forwarded(nanos);
            forwarding = null;
        }
        return true;
    }

    /** On the thread of a handshake; one wake for each connection waits at most. */
    private void wakeLater(ConnectionId id, AtomicBoolean isWaking) {
        if (isWaking.compareAndSet(false, true)) {
            otherThreads.accept((loop, nowNanos) -> {
                isWaking.set(false);
                loop.wake(id, nowNanos);
            });
        }
    }

    private void wake(ConnectionId id, long nowNanos) {
        latestNanos = nowNanos;
        HostedConnection connection = connections.get(id);
        if (connection != null) {
            timetable.planSoon(connection, nowNanos);
            contained(connection, peer -> peer.onWake(nowNanos));
        }
    }

    /** Looks at the connections whose time has come. To be called when {@link #nanosToNext} are over; harmless before. */
    void onTime(long nowNanos) {
        latestNanos = nowNanos;
        for (HostedConnection due = timetable.pollDue(nowNanos); due != null; due = timetable.pollDue(nowNanos)) {
            contained(due, peer -> peer.onTime(nowNanos));
            if (connections.get(due.id()) == due) {
                timetable.plan(due, due.peer().nextDueNanos(nowNanos), nowNanos);
            }
        }
    }

    /** How long {@link #onTime} has nothing to do if nothing comes, at most {@code mostNanos}. */
    long nanosToNext(long nowNanos, long mostNanos) {
        return timetable.nanosToNext(nowNanos, mostNanos);
    }

    /** Copies of what every connection has counted. */
    MediaFigures figures(long nowNanos) {
        return figures.figures(connections.values(), nowNanos);
    }

    /** What all connections have counted. */
    LoopTotals totals() {
        return figures.totals(connections.values(), strangers, crossing);
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
                connection.room().route(connection);
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
