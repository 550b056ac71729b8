package dev.ephyra.signaling;

import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.signaling.Seat.Link;
import dev.ephyra.signaling.Seat.Unsaved;
import dev.ephyra.signaling.SignalingOutput.CloseConnection;
import dev.ephyra.signaling.SignalingOutput.Decide;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Joins and changes of metadata: offers what peers say to the room, and tells the peers what came of it. Owned by the
 * loop of its room, inside {@link RoomSignaling}.
 */
final class MetadataOffers {
    /** Metadata the journal could not take is offered again this often. */
    static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A peer that wants to join waits so many offers; metadata of one that has joined is offered until it is taken. */
    static final int JOIN_TRIES = 10;

    private final List<SignalingOutput> outputs;
    private final Roster roster;
    private final Reception reception;

    MetadataOffers(List<SignalingOutput> outputs, Roster roster, Reception reception) {
        this.outputs = outputs;
        this.roster = roster;
        this.reception = reception;
    }

    /** What becomes of a peer that joins, or joins again. */
    @FunctionalInterface
    interface Reception {
        void welcome(Seat seat, Link link);
    }

    /** The peer sent {@code connect}; a repeated one is answered with the same picture as the first. */
    void join(Seat seat, Link link, Metadata metadata) {
        if (link.joined && !link.joining && metadata.equals(seat.metadata)) {
            reception.welcome(seat, link);
        } else {
            link.joining = true;
            offer(seat, link, metadata);
        }
    }

    /** The peer sent other metadata; before {@code connect} it has none to change. */
    void change(Seat seat, Link link, Metadata metadata) {
        if (link.joined || link.joining) {
            offer(seat, link, metadata);
        }
    }

    // What waited to be offered again is out of date with it.
    private void offer(Seat seat, Link link, Metadata metadata) {
        seat.unsaved = null;
        roster.settle(seat);
        if (link.joining || !metadata.equals(seat.metadata)) {
            outputs.add(new Decide(new RoomCommand.UpdatePeerMetadata(seat.peer, link.id, metadata)));
        }
    }

    /** Offers again what could not be saved, once it is time. */
    void retry(Seat seat, long nowNanos) {
        Unsaved unsaved = seat.unsaved;
        Link active = seat.active;
        if (unsaved != null && active != null && nowNanos - unsaved.retryNanos() >= 0) {
            outputs.add(new Decide(new RoomCommand.UpdatePeerMetadata(seat.peer, active.id, unsaved.metadata())));
            // Should no answer come, the next offer follows.
            seat.unsaved = new Unsaved(unsaved.metadata(), unsaved.tries(), nowNanos + RETRY_NANOS);
        }
    }

    /** The journal could not take it. */
    void unavailable(PeerId peer, ConnectionId connection, Metadata metadata, long nowNanos) {
        Seat seat = roster.seat(peer);
        Link link = seat == null ? null : seat.active;
        if (seat == null || link == null || !link.id.equals(connection)) {
            return;
        }
        boolean isApplied = !link.joining && metadata.equals(seat.metadata);
        int tries = seat.unsaved == null ? 1 : seat.unsaved.tries() + 1;
        if (isApplied) {
            // Not durable in time, but it stands: there is nothing to offer again.
            seat.unsaved = null;
        } else if (link.joining && tries > JOIN_TRIES) {
            outputs.add(CloseConnection.broken(link.id));
            seat.unsaved = null;
        } else {
            seat.unsaved = new Unsaved(metadata, tries, nowNanos + RETRY_NANOS);
        }
        roster.settle(seat);
    }

    /** The room's answer. A join must be answered, whatever the room made of its metadata. */
    void answered(PeerId peer, ConnectionId connection, Metadata metadata, boolean accepted) {
        Seat seat = roster.seat(peer);
        Link link = seat == null ? null : seat.active;
        if (seat == null || link == null || !link.id.equals(connection)) {
            return;
        }
        if (!accepted) {
            // The room has no place for so much text; asking again would not help.
            seat.unsaved = null;
            roster.settle(seat);
        }
        if (accepted && link.joining) {
            updated(peer, metadata);
        } else if (link.joining && link.joined) {
            link.joining = false;
            reception.welcome(seat, link);
        } else if (link.joining) {
            link.joining = false;
            roster.tell(link, new PeerEvent.Failed("metadata beyond the limits"));
        }
    }

    /** The room holds it: a peer that waited for it joins, the others learn of it. */
    void updated(PeerId peer, Metadata metadata) {
        Seat seat = roster.seat(peer);
        Link link = seat == null ? null : seat.active;
        if (seat == null || link == null) {
            return;
        }
        boolean isChanged = !metadata.equals(seat.metadata);
        seat.metadata = metadata;
        if (seat.unsaved != null && seat.unsaved.metadata().equals(metadata)) {
            seat.unsaved = null;
            roster.settle(seat);
        }
        boolean wasJoined = link.joined;
        if (link.joining) {
            link.joining = false;
            reception.welcome(seat, link);
            link.joined = true;
        }
        if (link.joined && !wasJoined) {
            roster.tellOthers(seat, new PeerEvent.EndpointAdded(seat.endpoint()));
        } else if (wasJoined && isChanged) {
            roster.tellOthers(seat, new PeerEvent.EndpointUpdated(peer.value(), metadata));
        }
    }
}
