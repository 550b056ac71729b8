package dev.ephyra.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.Decision;
import dev.ephyra.room.EndReason;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.Moment;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomApplier;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.room.RoomConfig;
import dev.ephyra.room.RoomDecider;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.RoomState;
import dev.ephyra.room.TrackId;
import dev.ephyra.room.VideoCodec;
import dev.ephyra.webrtc.connection.SessionPlan;
import dev.ephyra.webrtc.sdp.MediaKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;

/** The real room state machine with its signalling, a journal that commits when told, and sockets that keep a view. */
final class SimulatedRoom {
    /** One socket: what it was told, and the picture of the room a client makes of that. */
    static final class Socket {
        final PeerId peer;
        final ConnectionId id;
        final List<String> heard = new ArrayList<>();
        final List<PeerEvent> events = new ArrayList<>();
        final Map<String, Metadata> view = new TreeMap<>();
        boolean admitted;
        boolean joined;
        boolean asked;
        boolean open = true;
        boolean alive = true;
        final TestBrowser browser;

        Socket(PeerId peer, ConnectionId id, Dialect dialect) {
            this.peer = peer;
            this.id = id;
            this.browser = new TestBrowser(peer.value(), dialect);
        }
    }

    final RoomState state = RoomState.absent(new RoomId("room"));
    final RoomSignaling signaling;
    final Map<ConnectionId, Socket> sockets = new TreeMap<>((a, b) -> Long.compare(a.value(), b.value()));
    final List<RoomEvent> events = new ArrayList<>();
    private final Deque<ConnectionId> undurable = new ArrayDeque<>();
    boolean commits = true;
    boolean accepts = true;
    long nowNanos;
    /** What media were told last; nothing of a connection that is closed. */
    final Map<ConnectionId, SessionPlan> plans = new HashMap<>();

    /** Whose session was closed. */
    final List<ConnectionId> closedMedia = new ArrayList<>();
    /** Of those, whose connection was over with it. */
    final List<ConnectionId> endedMedia = new ArrayList<>();

    final List<SignalingOutput> others = new ArrayList<>();
    private long lastConnection;

    SimulatedRoom() {
        this(new RoomSignaling(), Optional.empty());
    }

    SimulatedRoom(RoomSignaling signaling, Optional<VideoCodec> videoCodec) {
        this.signaling = signaling;
        decide(new RoomCommand.CreateRoom(
                new RoomConfig(
                        new RoomId("room"),
                        OptionalInt.empty(),
                        videoCodec,
                        Optional.empty(),
                        OptionalInt.empty(),
                        OptionalInt.empty()),
                new UUID(1, 1)));
    }

    void addPeer(PeerId peer) {
        decide(new RoomCommand.AddPeer(peer, true));
    }

    Socket enter(PeerId peer) {
        return enter(peer, Dialect.JSON);
    }

    Socket enter(PeerId peer, Dialect dialect) {
        Socket socket = new Socket(peer, new ConnectionId(++lastConnection), dialect);
        sockets.put(socket.id, socket);
        signaling.entering(peer, socket.id, dialect, nowNanos);
        settle();
        return socket;
    }

    void say(Socket socket, PeerCommand command) {
        socket.asked |= command instanceof PeerCommand.Connect;
        signaling.onPeerCommand(socket.peer, socket.id, command, nowNanos);
        settle();
    }

    Socket join(PeerId peer, String metadata) {
        return join(peer, metadata, Dialect.JSON);
    }

    Socket join(PeerId peer, String metadata, Dialect dialect) {
        Socket socket = enter(peer, dialect);
        say(socket, new PeerCommand.Connect(new Metadata(metadata)));
        return socket;
    }

    SessionPlan plan(Socket socket) {
        return java.util.Objects.requireNonNull(plans.get(socket.id));
    }

    void report(Socket socket, MediaReport report) {
        signaling.onMedia(socket.id, report, nowNanos);
        settle();
    }

    /** Everybody who was asked offers, until nobody is asked any more. */
    void negotiate() {
        for (int round = 0; round < 20; round++) {
            for (Socket socket : List.copyOf(sockets.values())) {
                if (socket.open && socket.browser.asked) {
                    say(socket, socket.browser.offer());
                }
            }
        }
        assertThat(sockets.values()).as("negotiations end").noneMatch(socket -> socket.open && socket.browser.asked);
    }

    /** A client switches something on, and everybody negotiates it. */
    TrackId publish(Socket socket, MediaKind kind) {
        TrackId track = socket.browser.publish(kind, "1");
        say(socket, new PeerCommand.RenegotiateTracks());
        negotiate();
        return track;
    }

    void close(Socket socket, EndReason reason) {
        socket.open = false;
        socket.alive = false;
        signaling.closed(socket.peer, socket.id, reason, nowNanos);
        settle();
    }

    /** A command of the API. */
    void decide(RoomCommand command) {
        carryOut(command);
        settle();
    }

    void commit() {
        while (!undurable.isEmpty()) {
            signaling.admitted(undurable.removeFirst(), nowNanos);
        }
        settle();
    }

    void advance(long nanos) {
        long end = nowNanos + nanos;
        for (OptionalLong next = signaling.nextDeadlineNanos();
                next.isPresent() && next.getAsLong() <= end;
                next = signaling.nextDeadlineNanos()) {
            assertThat(next.getAsLong()).as("deadlines move on").isGreaterThanOrEqualTo(nowNanos);
            nowNanos = next.getAsLong();
            signaling.onTime(nowNanos);
            settle();
        }
        nowNanos = end;
        signaling.onTime(nowNanos);
        settle();
    }

    private RoomCommand carryOut(RoomCommand command) {
        Moment now = new Moment(nowNanos, 0);
        Decision decision = RoomDecider.decide(state, command, now);
        for (RoomEvent event : decision.events()) {
            RoomApplier.apply(state, event, now);
            events.add(event);
            signaling.onEvent(event, nowNanos);
            if (event instanceof RoomEvent.PeerConnected(var peer, var connection)) {
                undurable.add(connection);
            }
        }
        signaling.answered(command, decision.answer(), nowNanos);
        return command;
    }

    void settle() {
        for (List<SignalingOutput> outputs = signaling.drain(); !outputs.isEmpty(); outputs = signaling.drain()) {
            outputs.forEach(this::carryOut);
        }
        if (commits && !undurable.isEmpty()) {
            commit();
        }
    }

    private void carryOut(SignalingOutput output) {
        switch (output) {
            case SignalingOutput.Decide(var command) -> {
                if (command instanceof RoomCommand.Request && !accepts) {
                    signaling.unavailable(command, nowNanos);
                } else {
                    carryOut(command);
                }
            }
            case SignalingOutput.ToPeer(var connection, var event) -> hear(socket(connection), event);
            case SignalingOutput.Admit(var connection) -> {
                Socket socket = socket(connection);
                assertThat(socket.admitted).isFalse();
                socket.admitted = true;
                socket.heard.add("authenticated");
            }
            case SignalingOutput.Refuse(var connection, var reason) -> {
                assertThat(socket(connection).admitted).isFalse();
                end(socket(connection), 1000, reason);
            }
            case SignalingOutput.Probe(var connection) -> {
                if (socket(connection).alive) {
                    signaling.probeAnswered(connection, nowNanos);
                }
            }
            case SignalingOutput.Media(var connection, var command) -> {
                switch (command) {
                    case MediaCommand.Configure(var plan) -> plans.put(connection, plan);
                    case MediaCommand.Describe(var offer, var answer) -> {
                        assertThat(plans).containsKey(connection);
                        assertThat(offer).contains("a=ice-pwd:***", "a=fingerprint:***");
                        assertThat(answer).contains("a=ice-pwd:***", "a=fingerprint:***");
                    }
                    case MediaCommand.Target _ -> others.add(output);
                    case MediaCommand.Close(boolean isOver) -> {
                        plans.remove(connection);
                        assertThat(sockets).containsKey(connection);
                        closedMedia.add(connection);
                        if (isOver) {
                            endedMedia.add(connection);
                        }
                    }
                }
            }
            case SignalingOutput.Warn _, SignalingOutput.Broke _ -> others.add(output);
            case SignalingOutput.CloseConnection(var connection, int code, var reason) ->
                end(socket(connection), code, reason);
        }
    }

    private Socket socket(ConnectionId connection) {
        return java.util.Objects.requireNonNull(sockets.get(connection));
    }

    private void end(Socket socket, int code, String reason) {
        if (socket.open) {
            socket.heard.add(code + " " + reason);
            socket.open = false;
            // The closing handshake, or its deadline, follows; the edge tells of it like of every other end.
            signaling.closed(socket.peer, socket.id, EndReason.LEFT, nowNanos);
        }
    }

    /** What a client does with an event; what a client would choke on fails here. */
    private static void hear(Socket socket, PeerEvent event) {
        if (!socket.open) {
            return;
        }
        assertThat(socket.admitted).as("authenticated comes first").isTrue();
        socket.heard.add(name(event));
        socket.events.add(event);
        socket.browser.hear(event, socket.view.keySet());
        switch (event) {
            case PeerEvent.Connected(var self, var others, var _) -> {
                assertThat(socket.asked).isTrue();
                assertThat(self.id()).isEqualTo(socket.peer.value());
                socket.joined = true;
                socket.view.clear();
                others.forEach(other -> socket.view.put(other.id(), other.metadata()));
                assertThat(socket.view).doesNotContainKey(socket.peer.value());
            }
            case PeerEvent.EndpointAdded(var endpoint) -> {
                assertThat(socket.joined).isTrue();
                assertThat(endpoint.id()).isNotEqualTo(socket.peer.value());
                assertThat(socket.view).doesNotContainKey(endpoint.id());
                socket.view.put(endpoint.id(), endpoint.metadata());
            }
            case PeerEvent.EndpointRemoved(var id) -> {
                assertThat(socket.joined).isTrue();
                assertThat(socket.view).containsKey(id);
                socket.view.remove(id);
            }
            case PeerEvent.EndpointUpdated(var id, var metadata) -> {
                assertThat(socket.view).containsKey(id);
                assertThat(socket.view.get(id)).isNotEqualTo(metadata);
                socket.view.put(id, metadata);
            }
            case PeerEvent.TracksAdded _,
                    PeerEvent.TracksRemoved _,
                    PeerEvent.TrackUpdated _,
                    PeerEvent.EncodingDisabled _,
                    PeerEvent.EncodingEnabled _,
                    PeerEvent.EncodingSwitched _,
                    PeerEvent.OfferData _,
                    PeerEvent.SdpAnswer _,
                    PeerEvent.Candidate _,
                    PeerEvent.VadNotification _ -> assertThat(socket.joined).isTrue();
            case PeerEvent.Failed(var message) -> assertThat(socket.joined).isFalse();
        }
    }

    private static String name(PeerEvent event) {
        return switch (event) {
            case PeerEvent.Connected(var self, var others, var _) ->
                "connected " + others.stream().map(Endpoint::id).toList();
            case PeerEvent.EndpointAdded(var endpoint) -> "added " + endpoint.id();
            case PeerEvent.EndpointRemoved(var id) -> "removed " + id;
            case PeerEvent.EndpointUpdated(var id, var metadata) -> "updated " + id + " " + metadata.json();
            case PeerEvent.TracksAdded(var endpoint, var tracks) -> "tracks " + endpoint + " " + tracks.keySet();
            case PeerEvent.TracksRemoved(var endpoint, var tracks) -> "no tracks " + endpoint + " " + tracks;
            case PeerEvent.TrackUpdated e ->
                "track " + e.track() + " " + e.metadata().json();
            case PeerEvent.EncodingDisabled e -> "disabled " + e.track() + " " + e.encoding();
            case PeerEvent.EncodingEnabled e -> "enabled " + e.track() + " " + e.encoding();
            case PeerEvent.EncodingSwitched e -> "switched " + e.track() + " " + e.encoding() + " " + e.reason();
            case PeerEvent.OfferData e -> "offer " + e.audio() + " " + e.video();
            case PeerEvent.SdpAnswer e -> "answer " + e.midToTrack();
            case PeerEvent.Candidate(var candidate) -> candidate;
            case PeerEvent.VadNotification(var track, var speaking) -> "speaking " + track + " " + speaking;
            case PeerEvent.Failed(var message) -> "failed " + message;
        };
    }
}
