package dev.ephyra.signaling;

import dev.ephyra.room.ComponentId;
import dev.ephyra.room.ComponentType;
import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.TrackOwner;
import dev.ephyra.signaling.Seat.Link;
import dev.ephyra.signaling.Seat.Stage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who is in the room, and who is told of it. A peer sees, and is seen by, the others from its joining to its leaving.
 * Owned by the loop of its room, inside {@link RoomSignaling}.
 */
final class Roster {
    /** Events kept for a socket that joined before it was admitted: two changes of each peer of a full room of 4,096. */
    static final int MAX_HELD = 8192;

    private final List<SignalingOutput> outputs;
    private final Publications publications;
    /** Peers with a socket: bounded by the peers of the room and the sockets of the server. */
    private final Map<PeerId, Seat> seats = new TreeMap<>();
    /** At most two sockets a peer. */
    private final Map<ConnectionId, Seat> seatOf = new HashMap<>();
    /** Bounded by the room's components. */
    private final Map<ComponentId, Endpoint> components = new TreeMap<>();
    /** The few seats with a deadline, so that asking for the next one stays cheap in a large room. */
    private final Map<PeerId, Seat> timed = new TreeMap<>();

    Roster(List<SignalingOutput> outputs, Publications publications) {
        this.outputs = outputs;
        this.publications = publications;
    }

    Seat seatFor(PeerId peer) {
        return seats.computeIfAbsent(peer, Seat::new);
    }

    @Nullable
    Seat seat(PeerId peer) {
        return seats.get(peer);
    }

    @Nullable
    Seat seatOf(ConnectionId connection) {
        return seatOf.get(connection);
    }

    /** That of the peer that owns a track; null if a component does. */
    @Nullable
    Seat seatOf(TrackOwner owner) {
        return owner instanceof TrackOwner.OfPeer(PeerId peer) ? seats.get(peer) : null;
    }

    Collection<Seat> seats() {
        return seats.values();
    }

    List<Seat> timed() {
        return List.copyOf(timed.values());
    }

    /** Gives the seat a newcomer. */
    void admitNewcomer(Seat seat, Link newcomer, long deadlineNanos) {
        seat.newcomer = newcomer;
        seat.newcomerDeadlineNanos = deadlineNanos;
        seatOf.put(newcomer.id, seat);
        settle(seat);
    }

    /** Takes the newcomer away; it is no longer known. */
    void dropNewcomer(Seat seat) {
        if (seat.newcomer != null) {
            seatOf.remove(seat.newcomer.id);
            seat.newcomer = null;
        }
        settle(seat);
    }

    /** Takes the connected socket away, and tells the others of the peer's leaving. */
    void dropActive(Seat seat, boolean tellOthers) {
        Link link = seat.active;
        if (link == null) {
            return;
        }
        seatOf.remove(link.id);
        seat.active = null;
        if (link.joined && tellOthers) {
            tellOthers(seat, new PeerEvent.EndpointRemoved(seat.peer.value()));
        }
        settle(seat);
    }

    /** Brings the indexes in line after the seat's sockets or deadlines changed. */
    void settle(Seat seat) {
        if (seat.isEmpty()) {
            seats.remove(seat.peer);
        }
        if (seat.deadlineNanos().isPresent()) {
            timed.put(seat.peer, seat);
        } else {
            timed.remove(seat.peer);
        }
    }

    void clear() {
        seats.clear();
        seatOf.clear();
        components.clear();
        timed.clear();
    }

    OptionalLong nextDeadlineNanos() {
        OptionalLong next = OptionalLong.empty();
        for (Seat seat : timed.values()) {
            next = Deadlines.earlier(next, seat.deadlineNanos());
        }
        return next;
    }

    /** Answers a join: the peer itself, everybody it sees, and where else it may try to reach us. */
    void welcome(Seat seat, Link link, List<TurnServer> turnServers) {
        tell(link, new PeerEvent.Connected(withTracks(seat.endpoint()), others(seat), turnServers));
    }

    /** Everybody that a peer sees, with their tracks. */
    List<Endpoint> others(Seat seat) {
        List<Endpoint> others = new ArrayList<>();
        for (Seat other : seats.values()) {
            if (other != seat && other.isJoined()) {
                others.add(withTracks(other.endpoint()));
            }
        }
        components.values().forEach(component -> others.add(withTracks(component)));
        return others;
    }

    private Endpoint withTracks(Endpoint endpoint) {
        return new Endpoint(endpoint.id(), endpoint.type(), endpoint.metadata(), publications.infosOf(endpoint.id()));
    }

    void addComponent(ComponentId component, ComponentType type) {
        Endpoint endpoint = new Endpoint(component.value(), EndpointType.of(type), Metadata.NONE);
        components.put(component, endpoint);
        tellOthers(null, new PeerEvent.EndpointAdded(endpoint));
    }

    void removeComponent(ComponentId component) {
        if (components.remove(component) != null) {
            tellOthers(null, new PeerEvent.EndpointRemoved(component.value()));
        }
    }

    /** Tells every joined peer but {@code about}, in the order of their ids. */
    void tellOthers(@Nullable Seat about, PeerEvent event) {
        for (Seat seat : seats.values()) {
            Link link = seat.active;
            if (seat != about && link != null && link.joined) {
                tell(link, event);
            }
        }
    }

    /** One line for the log, unless there was one of this connection. */
    void warn(Link link, String text) {
        if (!link.warned) {
            link.warned = true;
            outputs.add(new SignalingOutput.Warn(link.id, text));
        }
    }

    /** Hands over what was held for a socket that is admitted now. */
    void release(Link link) {
        link.held.forEach(event -> outputs.add(new SignalingOutput.ToPeer(link.id, event)));
        link.held.clear();
    }

    /** Tells one peer, now or once it is admitted. */
    void tell(Link link, PeerEvent event) {
        if (link.gone) {
            return;
        }
        if (link.stage == Stage.ADMITTED) {
            outputs.add(new SignalingOutput.ToPeer(link.id, event));
        } else if (link.held.size() < MAX_HELD) {
            link.held.add(event);
        } else {
            // A view with a hole would be wrong for ever: a fresh start is not. The room hears of it by closed().
            link.held.clear();
            outputs.add(new SignalingOutput.CloseConnection(
                    link.id, CloseReason.INTERNAL_ERROR, CloseReason.INTERNAL_SERVER_ERROR));
            link.stage = Stage.ADMITTED;
        }
    }
}
