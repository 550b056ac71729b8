package dev.ephyra.signaling;

import dev.ephyra.room.ComponentId;
import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.EndReason;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomAnswer;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.signaling.Seat.Link;
import dev.ephyra.signaling.Seat.Stage;
import dev.ephyra.signaling.SignalingOutput.CloseConnection;
import dev.ephyra.signaling.SignalingOutput.Decide;
import dev.ephyra.signaling.SignalingOutput.Refuse;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * What the peers of one room are told of each other, and which socket speaks for which peer. Owned by the loop of its
 * room. Times are monotonic nanoseconds.
 *
 * <p>It learns the room only from its events, so no peer is told what the room does not hold: a peer that sends {@code
 * connect} joins when its {@code PeerMetadataUpdated} happens. After every input the loop takes {@link #drain} until
 * that is empty, and carries out each output before the next input.
 */
public final class RoomSignaling {
    /** A living socket answers a ping in one round trip; the slowest links take below a second. */
    static final long PROBE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** A newcomer whose way should be free, but is not: the room does not answer. */
    static final long NEWCOMER_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final List<SignalingOutput> outputs = new ArrayList<>();
    private final Publications publications = new Publications();
    private final Roster roster = new Roster(outputs, publications);
    private final MetadataOffers offers = new MetadataOffers(outputs, roster, publications, this::welcome);
    private final MediaSignaling media;
    private long lastNanos;

    /** Signalling without media: peers see each other, and no offer is answered. */
    public RoomSignaling() {
        media = new UnusedMedia(roster);
    }

    /** Signalling that answers offers. */
    public RoomSignaling(MediaTerms terms) {
        TrackNews news = new TrackNews(roster, publications);
        Negotiations negotiations = new Negotiations(outputs, roster, news, offers, terms);
        media = new NegotiatedMedia(outputs, roster, news, offers, negotiations);
    }

    /** A socket presented a valid token: leads to {@code Decide(ConnectPeer)}, {@code Probe} or {@code Refuse}. */
    public void entering(PeerId peer, ConnectionId connection, Dialect dialect, long nowNanos) {
        lastNanos = nowNanos;
        Seat seat = roster.seatFor(peer);
        Link active = seat.active;
        if (seat.newcomer != null) {
            outputs.add(new Refuse(connection, CloseReason.ALREADY_CONNECTED));
        } else if (active == null) {
            roster.admitNewcomer(seat, new Link(connection, dialect, Stage.ASKED), nowNanos + NEWCOMER_NANOS);
            outputs.add(new Decide(new RoomCommand.ConnectPeer(peer, connection)));
        } else if (active.gone) {
            roster.admitNewcomer(seat, new Link(connection, dialect, Stage.EVICTING), nowNanos + NEWCOMER_NANOS);
        } else {
            roster.admitNewcomer(seat, new Link(connection, dialect, Stage.PROBING), nowNanos + PROBE_NANOS);
            outputs.add(new SignalingOutput.Probe(active.id));
        }
    }

    /** An event of the room, right after it was applied. */
    public void onEvent(RoomEvent event, long nowNanos) {
        lastNanos = nowNanos;
        media.onEvent(event);
        switch (event) {
            case RoomEvent.PeerConnected(var peer, var connection) -> connected(peer, connection);
            case RoomEvent.PeerMetadataUpdated(var peer, var metadata) -> offers.updated(peer, metadata);
            case RoomEvent.PeerDisconnected(var peer, var reason) -> disconnected(peer, reason, nowNanos);
            case RoomEvent.PeerDeleted(var peer, var reason) -> deleted(peer, reason);
            case RoomEvent.PeerCrashed(var peer, var detail) -> crashed(peer, detail);
            case RoomEvent.ComponentAdded e -> roster.addComponent(e.component(), e.type());
            case RoomEvent.ComponentRemoved e -> componentRemoved(e.component());
            case RoomEvent.ComponentCrashed e -> componentRemoved(e.component());
            case RoomEvent.RoomDeleted _ -> roomDeleted();
            case RoomEvent.RoomCrashed _ -> roomCrashed();
            // The rest is of media, or concerns no peer.
            case RoomEvent.TrackAdded _ -> {}
            case RoomEvent.TrackMetadataUpdated _ -> {}
            case RoomEvent.TrackRemoved _ -> {}
            case RoomEvent.RoomCreated _ -> {}
            case RoomEvent.PeerAdded _ -> {}
            case RoomEvent.ComponentSubscribed _ -> {}
            case RoomEvent.PhoneDialed _ -> {}
            case RoomEvent.CallEnded _ -> {}
        }
    }

    /** What the room answered to a {@code Decide}, after the events it led to. */
    public void answered(RoomCommand command, RoomAnswer answer, long nowNanos) {
        lastNanos = nowNanos;
        if (command instanceof RoomCommand.ConnectPeer(var peer, var connection)) {
            Seat seat = roster.seat(peer);
            if (seat != null && seat.isNewcomer(connection) && !(answer instanceof RoomAnswer.Accepted)) {
                roster.dropNewcomer(seat);
                outputs.add(Refuse.because(connection, answer));
            }
        } else if (command instanceof RoomCommand.DisconnectPeer(var peer, var connection, var reason)) {
            // Still in place only if the room did not hold it to be the peer's connection, so nothing happened.
            Seat seat = roster.seat(peer);
            if (seat != null && seat.isActive(connection)) {
                disconnected(peer, reason, nowNanos);
            }
        } else if (command instanceof RoomCommand.UpdatePeerMetadata ofPeer) {
            offers.answered(ofPeer, answer);
        } else if (command instanceof RoomCommand.UpdateTrackMetadata ofTrack) {
            offers.answered(ofTrack, answer);
        } else if (command instanceof RoomCommand.AddTrack track) {
            media.answered(track, answer);
        }
    }

    /**
     * A {@code Decide} could not be carried out, or not made durable in time. A socket that was to enter is closed, so that
     * its client tries again; metadata is kept and offered again; who wanted to publish is asked for an offer again.
     */
    public void unavailable(RoomCommand command, long nowNanos) {
        lastNanos = nowNanos;
        if (command instanceof RoomCommand.ConnectPeer(var peer, var connection)) {
            Seat seat = roster.seatOf(connection);
            if (seat != null) {
                closeBroken(connection);
                if (seat.isNewcomer(connection)) {
                    roster.dropNewcomer(seat);
                }
            }
        } else if (command instanceof RoomCommand.UpdatePeerMetadata ofPeer) {
            offers.unavailable(ofPeer, nowNanos);
        } else if (command instanceof RoomCommand.UpdateTrackMetadata ofTrack) {
            offers.unavailable(ofTrack, nowNanos);
        } else if (command instanceof RoomCommand.AddTrack track) {
            media.unavailable(track, nowNanos);
        }
    }

    /** The {@code PeerConnected} of this connection is durable. */
    public void admitted(ConnectionId connection, long nowNanos) {
        lastNanos = nowNanos;
        Seat seat = roster.seatOf(connection);
        Link link = seat == null ? null : seat.active;
        if (seat != null && link != null && link.id.equals(connection) && link.stage == Stage.CONNECTED && !link.gone) {
            link.stage = Stage.ADMITTED;
            outputs.add(new SignalingOutput.Admit(connection));
            roster.release(link);
            media.admitted(seat, link);
        }
    }

    /** The peer said something on this connection. */
    public void onPeerCommand(PeerId peer, ConnectionId connection, PeerCommand command, long nowNanos) {
        lastNanos = nowNanos;
        Seat seat = roster.seat(peer);
        Link link = seat == null ? null : seat.active;
        if (seat == null || link == null || !link.id.equals(connection) || link.gone) {
            return;
        }
        switch (command) {
            case PeerCommand.Connect(var metadata) -> offers.join(seat, link, metadata, nowNanos);
            case PeerCommand.UpdateEndpointMetadata(var metadata) -> offers.change(seat, link, metadata, nowNanos);
            case PeerCommand.OfMedia c -> media.onCommand(seat, link, c, nowNanos);
            // The socket's session keeps these.
            case PeerCommand.RefusedConnect _ -> {}
            case PeerCommand.Unknown _ -> {}
            case PeerCommand.Malformed _ -> {}
        }
    }

    /** The media of this connection told something. */
    public void onMedia(ConnectionId connection, MediaReport report, long nowNanos) {
        lastNanos = nowNanos;
        media.onReport(connection, report);
    }

    /** A {@code Probe} was answered: the peer is there, so the newcomer is refused. */
    public void probeAnswered(ConnectionId connection, long nowNanos) {
        lastNanos = nowNanos;
        Seat seat = roster.seatOf(connection);
        Link newcomer = seat == null ? null : seat.newcomer;
        if (seat != null && newcomer != null && seat.isActive(connection) && newcomer.stage == Stage.PROBING) {
            roster.dropNewcomer(seat);
            outputs.add(new Refuse(newcomer.id, CloseReason.ALREADY_CONNECTED));
        }
    }

    /** The socket is gone; also called for connections that were refused or closed by us. */
    public void closed(PeerId peer, ConnectionId connection, EndReason reason, long nowNanos) {
        lastNanos = nowNanos;
        Seat seat = roster.seatOf(connection);
        if (seat == null) {
            return;
        }
        if (seat.isNewcomer(connection)) {
            // If the room was asked to connect it and still does, connected() will take it back.
            roster.dropNewcomer(seat);
            return;
        }
        Link active = seat.active;
        if (active != null && !active.gone) {
            active.gone = true;
            outputs.add(new Decide(new RoomCommand.DisconnectPeer(peer, connection, reason)));
        }
        if (seat.newcomer != null && seat.newcomer.stage == Stage.PROBING) {
            seat.newcomer.stage = Stage.EVICTING;
            seat.newcomerDeadlineNanos = nowNanos + NEWCOMER_NANOS;
        }
    }

    /** When {@link #onTime} is to be called next. */
    public OptionalLong nextDeadlineNanos() {
        return Deadlines.earlier(roster.nextDeadlineNanos(), media.nextDeadlineNanos());
    }

    /** A deadline may have passed. */
    public void onTime(long nowNanos) {
        lastNanos = nowNanos;
        for (Seat seat : roster.timed()) {
            Link newcomer = seat.newcomer;
            if (newcomer != null && nowNanos - seat.newcomerDeadlineNanos >= 0) {
                giveUpWaiting(seat, newcomer, nowNanos);
            }
            offers.offerNext(seat, nowNanos);
        }
        media.onTime(nowNanos);
    }

    /**
     * Takes what is to be done since the last call, in order. All of what was taken before must have been carried out: an
     * offer is answered once everything that it asked of the room has been decided.
     */
    public List<SignalingOutput> drain() {
        if (outputs.isEmpty()) {
            media.conclude(lastNanos);
        }
        List<SignalingOutput> drained = List.copyOf(outputs);
        outputs.clear();
        return drained;
    }

    private void giveUpWaiting(Seat seat, Link newcomer, long nowNanos) {
        Link active = seat.active;
        if (newcomer.stage == Stage.PROBING && active != null) {
            newcomer.stage = Stage.EVICTING;
            seat.newcomerDeadlineNanos = nowNanos + NEWCOMER_NANOS;
            outputs.add(new Decide(new RoomCommand.DisconnectPeer(seat.peer, active.id, EndReason.NETWORK_LOST)));
        } else {
            roster.dropNewcomer(seat);
            closeBroken(newcomer.id);
        }
    }

    private void connected(PeerId peer, ConnectionId connection) {
        Seat seat = roster.seat(peer);
        if (seat == null || !seat.isNewcomer(connection) || seat.newcomer == null) {
            // Its socket was closed before the room carried out the request.
            outputs.add(new Decide(new RoomCommand.DisconnectPeer(peer, connection, EndReason.LEFT)));
            return;
        }
        seat.active = seat.newcomer;
        seat.active.stage = Stage.CONNECTED;
        seat.newcomer = null;
        roster.settle(seat);
    }

    private void disconnected(PeerId peer, EndReason reason, long nowNanos) {
        Seat seat = roster.seat(peer);
        Link link = seat == null ? null : seat.active;
        if (seat == null || link == null) {
            return;
        }
        media.leaving(seat, true);
        roster.dropActive(seat, true);
        if (!link.gone) {
            outputs.add(CloseConnection.farewell(link.id, reason));
        }
        Link newcomer = seat.newcomer;
        if (newcomer != null && newcomer.stage != Stage.ASKED) {
            newcomer.stage = Stage.ASKED;
            seat.newcomerDeadlineNanos = nowNanos + NEWCOMER_NANOS;
            outputs.add(new Decide(new RoomCommand.ConnectPeer(peer, newcomer.id)));
        }
    }

    private void deleted(PeerId peer, EndReason reason) {
        // Where the room ends, everybody is sent away: nobody needs to hear of the others.
        boolean isRoomEnding = reason == EndReason.ROOM_DELETED || reason == EndReason.DRAINED;
        removePeer(peer, !isRoomEnding, reason);
    }

    private void removePeer(PeerId peer, boolean tellOthers, EndReason reason) {
        Seat seat = roster.seat(peer);
        if (seat == null) {
            return;
        }
        Link active = seat.active;
        Link newcomer = seat.newcomer;
        roster.dropNewcomer(seat);
        media.leaving(seat, tellOthers);
        roster.dropActive(seat, tellOthers);
        if (active != null && !active.gone) {
            outputs.add(CloseConnection.farewell(active.id, reason));
        }
        if (newcomer != null) {
            outputs.add(new Refuse(newcomer.id, tellOthers ? CloseReason.PEER_NOT_FOUND : CloseReason.ROOM_NOT_FOUND));
        }
    }

    private void crashed(PeerId peer, String detail) {
        Seat seat = roster.seat(peer);
        Link active = seat == null ? null : seat.active;
        if (active != null && !active.gone) {
            active.gone = true;
            String reason = detail.isBlank() ? CloseReason.INTERNAL_SERVER_ERROR : CloseReason.fitting(detail);
            outputs.add(new CloseConnection(active.id, CloseReason.INTERNAL_ERROR, reason));
        }
        removePeer(peer, true, EndReason.PEER_CRASHED);
    }

    private void componentRemoved(ComponentId component) {
        media.leaving(component.value());
        roster.removeComponent(component);
    }

    private void welcome(Seat seat, Link link) {
        media.welcome(seat, link);
    }

    private void roomDeleted() {
        for (Seat seat : List.copyOf(roster.seats())) {
            removePeer(seat.peer, false, EndReason.ROOM_DELETED);
        }
        media.clear();
        roster.clear();
    }

    private void roomCrashed() {
        for (Seat seat : roster.seats()) {
            if (seat.active != null && !seat.active.gone) {
                closeBroken(seat.active.id);
            }
            if (seat.newcomer != null) {
                closeBroken(seat.newcomer.id);
            }
        }
        media.clear();
        roster.clear();
    }

    private void closeBroken(ConnectionId connection) {
        outputs.add(CloseConnection.broken(connection));
    }
}
