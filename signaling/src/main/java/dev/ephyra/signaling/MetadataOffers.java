package dev.ephyra.signaling;

import dev.ephyra.room.Metadata;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomAnswer;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.room.TrackId;
import dev.ephyra.room.TrackOwner;
import dev.ephyra.signaling.MetadataBacklog.Said;
import dev.ephyra.signaling.Seat.Link;
import dev.ephyra.signaling.SignalingOutput.CloseConnection;
import dev.ephyra.signaling.SignalingOutput.Decide;
import java.util.List;
import java.util.Optional;

/**
 * Joins and changes of metadata: offers what peers say to the room at the pace of a {@link MetadataBacklog}, and tells the
 * peers what came of it. Owned by the loop of its room, inside {@link RoomSignaling}.
 */
final class MetadataOffers {
    /** A peer that wants to join waits so many offers; metadata of one that has joined is offered until it is taken. */
    static final int JOIN_TRIES = 10;

    private final List<SignalingOutput> outputs;
    private final Roster roster;
    private final Publications publications;
    private final Reception reception;

    MetadataOffers(List<SignalingOutput> outputs, Roster roster, Publications publications, Reception reception) {
        this.outputs = outputs;
        this.roster = roster;
        this.publications = publications;
        this.reception = reception;
    }

    /** What becomes of a peer that joins, or joins again. */
    @FunctionalInterface
    interface Reception {
        void welcome(Seat seat, Link link);
    }

    /** The peer sent {@code connect}; a repeated one is answered with the same picture as the first. */
    void join(Seat seat, Link link, Metadata metadata, long nowNanos) {
        link.joining = true;
        say(seat, link, new Said(Optional.empty(), metadata), nowNanos);
    }

    /** The peer sent other metadata; before {@code connect} it has none to change. */
    void change(Seat seat, Link link, Metadata metadata, long nowNanos) {
        if (link.joined && !link.joining && metadata.equals(seat.metadata)) {
            link.backlog.forget(Optional.empty());
            roster.settle(seat);
        } else if (link.joined || link.joining) {
            say(seat, link, new Said(Optional.empty(), metadata), nowNanos);
        }
    }

    /** The peer said something of a track, by itself or in an offer; of one that it does not publish that is nothing. */
    void changeTrack(Seat seat, Link link, TrackId track, Metadata metadata, long nowNanos) {
        PublishedTrack own = publications.of(seat.peer.value()).get(track);
        if (own != null && own.track.metadata().equals(metadata)) {
            link.backlog.forget(Optional.of(track));
            roster.settle(seat);
        } else if (own != null) {
            say(seat, link, new Said(Optional.of(track), metadata), nowNanos);
        }
    }

    private void say(Seat seat, Link link, Said said, long nowNanos) {
        link.backlog.add(said);
        offerNext(seat, nowNanos);
    }

    /** Offers what waits, as far as the budget goes. */
    void offerNext(Seat seat, long nowNanos) {
        Link link = seat.active;
        if (link != null && !link.gone) {
            boolean isSpent = false;
            while (!isSpent) {
                Optional<Said> next = link.backlog.take(nowNanos);
                if (next.isEmpty()) {
                    break;
                }
                isSpent = offer(seat, link, next.get());
            }
            if (isSpent) {
                link.backlog.spend(nowNanos);
            }
        }
        roster.settle(seat);
    }

    /** Whether it is news. */
    private boolean offer(Seat seat, Link link, Said said) {
        return said.track()
                .map(track -> offerOfTrack(seat, track, said.metadata()))
                .orElseGet(() -> offerOfPeer(seat, link, said.metadata()));
    }

    private boolean offerOfPeer(Seat seat, Link link, Metadata metadata) {
        boolean isKnown = link.joined && metadata.equals(seat.metadata);
        if (!isKnown) {
            outputs.add(new Decide(new RoomCommand.UpdatePeerMetadata(seat.peer, link.id, metadata)));
        } else if (link.joining) {
            link.joining = false;
            reception.welcome(seat, link);
        } else {
            return false;
        }
        return true;
    }

    private boolean offerOfTrack(Seat seat, TrackId track, Metadata metadata) {
        PublishedTrack own = publications.of(seat.peer.value()).get(track);
        boolean isNews = own != null && !own.track.metadata().equals(metadata);
        if (isNews) {
            TrackOwner owner = new TrackOwner.OfPeer(seat.peer);
            outputs.add(new Decide(new RoomCommand.UpdateTrackMetadata(owner, track, metadata)));
        }
        return isNews;
    }

    /** The journal could not take it. */
    void unavailable(RoomCommand.UpdatePeerMetadata command, long nowNanos) {
        Seat seat = roster.seat(command.peer());
        Link link = seat == null ? null : seat.active;
        if (seat == null || link == null || !link.id.equals(command.connection())) {
            return;
        }
        if (link.joining && ++link.joinTries > JOIN_TRIES) {
            outputs.add(CloseConnection.broken(link.id));
        } else {
            link.backlog.giveBack(new Said(Optional.empty(), command.metadata()), nowNanos);
        }
        roster.settle(seat);
    }

    /** The journal could not take it. */
    void unavailable(RoomCommand.UpdateTrackMetadata command, long nowNanos) {
        Seat seat = roster.seatOf(command.owner());
        if (seat != null && seat.active != null) {
            seat.active.backlog.giveBack(new Said(Optional.of(command.track()), command.metadata()), nowNanos);
            roster.settle(seat);
        }
    }

    /** The room has the track no more. */
    void trackRemoved(TrackOwner owner, TrackId track) {
        Seat seat = roster.seatOf(owner);
        if (seat != null && seat.active != null) {
            seat.active.backlog.forget(Optional.of(track));
            roster.settle(seat);
        }
    }

    /** The room's answer. A join must be answered, whatever the room made of its metadata. */
    void answered(RoomCommand.UpdatePeerMetadata command, RoomAnswer answer) {
        Seat seat = roster.seat(command.peer());
        Link link = seat == null ? null : seat.active;
        if (seat == null || link == null || !link.id.equals(command.connection())) {
            return;
        }
        boolean isAccepted = answer instanceof RoomAnswer.Accepted;
        if (isAccepted && link.joining) {
            updated(command.peer(), command.metadata());
        } else if (link.joining && link.joined) {
            link.joining = false;
            reception.welcome(seat, link);
        } else if (link.joining) {
            link.joining = false;
            roster.tell(link, new PeerEvent.Failed("metadata beyond the limits"));
        } else {
            warnIfRefused(link, answer);
        }
    }

    /** The room's answer. */
    void answered(RoomCommand.UpdateTrackMetadata command, RoomAnswer answer) {
        Seat seat = roster.seatOf(command.owner());
        if (seat != null && seat.active != null) {
            warnIfRefused(seat.active, answer);
        }
    }

    // The room has no place for so much text; asking again would not help.
    private void warnIfRefused(Link link, RoomAnswer answer) {
        if (answer instanceof RoomAnswer.LimitReached) {
            roster.warn(link, "metadata are not taken: the room has no place for them");
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
        link.joinTries = 0;
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
