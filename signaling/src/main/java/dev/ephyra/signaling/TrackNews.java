package dev.ephyra.signaling;

import dev.ephyra.room.ComponentId;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.Track;
import dev.ephyra.room.TrackId;
import dev.ephyra.room.TrackOwner;
import dev.ephyra.room.TrackType;
import dev.ephyra.signaling.OwnTracks.Line;
import dev.ephyra.signaling.Publications.Change;
import dev.ephyra.signaling.Seat.Link;
import dev.ephyra.webrtc.sdp.Codec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells the peers of a room of each other's tracks, and notes who must negotiate because of that. Owned by the loop of its
 * room, inside {@link RoomSignaling}.
 */
final class TrackNews {
    private final Roster roster;
    private final Publications publications;
    /** Who is to be asked for an offer. */
    private final Set<Seat> needs = new LinkedHashSet<>();

    TrackNews(Roster roster, Publications publications) {
        this.roster = roster;
        this.publications = publications;
    }

    Publications publications() {
        return publications;
    }

    Set<Seat> needs() {
        return needs;
    }

    void need(Seat seat) {
        needs.add(seat);
    }

    /** Everybody who negotiates, but {@code endpoint}. */
    void needOfOthers(String endpoint) {
        for (Seat seat : roster.seats()) {
            if (seat.negotiator() != null && !seat.peer.value().equals(endpoint)) {
                needs.add(seat);
            }
        }
    }

    /** The room has a new track. */
    void added(TrackOwner owner, Track track) {
        switch (owner) {
            case TrackOwner.OfPeer(PeerId peer) -> {
                Seat seat = roster.seat(peer);
                // Nobody was told of a peer that has not joined.
                if (seat != null && seat.isJoined()) {
                    Line line = seat.negotiator() == null
                            ? null
                            : seat.negotiator().own.of(track.id());
                    publications.add(
                            line == null
                                    ? new PublishedTrack(peer.value(), track, null, List.of())
                                    : new PublishedTrack(peer.value(), track, line.codec(), line.encodings()));
                }
            }
            case TrackOwner.OfComponent(ComponentId component) ->
                publications.add(
                        new PublishedTrack(component.value(), track, codecOfComponents(track.type()), List.of()));
        }
    }

    /** Whatever a component's source is made of, browsers get one codec of each kind from it. */
    private static Codec codecOfComponents(TrackType type) {
        return switch (type) {
            case VIDEO -> Codec.H264;
            case AUDIO -> Codec.OPUS;
        };
    }

    /** A track of the room is gone. */
    void removed(Track track) {
        publications.remove(track.id());
    }

    /** A track of the room has other metadata. */
    void updated(Track track) {
        PublishedTrack known = publications.get(track.id());
        if (known != null) {
            // Whoever is told must know the track.
            tell();
            known.track = track;
            tellOthers(known.endpoint, new PeerEvent.TrackUpdated(known.endpoint, track.id(), track.metadata()));
        }
    }

    /** The endpoint is about to leave: its tracks go before it. */
    void leaving(String endpoint, boolean tellOthers) {
        publications.removeAllOf(endpoint);
        if (tellOthers) {
            tell();
            for (Seat seat : roster.seats()) {
                if (seat.negotiator() != null) {
                    seat.negotiator().forgetAllOf(endpoint);
                }
            }
        }
    }

    /** After {@code connected}, which lists the tracks: clients of the JSON dialect want to hear of them once more. */
    void welcomed(Seat seat, Link link) {
        boolean areTracks = false;
        for (Endpoint other : roster.others(seat)) {
            if (!other.tracks().isEmpty()) {
                areTracks = true;
                if (link.dialect == Dialect.JSON) {
                    roster.tell(link, new PeerEvent.TracksAdded(other.id(), other.tracks()));
                }
            }
        }
        if (areTracks) {
            needs.add(seat);
        }
    }

    /** Tells all that is untold. */
    void tell() {
        for (Change change : publications.takeChanges()) {
            if (change.removed().isEmpty() && change.added().isEmpty()) {
                continue;
            }
            Map<TrackId, TrackInfo> added = Publications.infos(change.added());
            for (Seat seat : roster.seats()) {
                Link link = seat.active;
                Negotiator negotiator = seat.negotiator();
                if (link != null && negotiator != null && !seat.peer.value().equals(change.endpoint())) {
                    tell(link, negotiator, change, added);
                    needs.add(seat);
                }
            }
        }
    }

    private void tell(Link link, Negotiator negotiator, Change change, Map<TrackId, TrackInfo> added) {
        List<TrackId> forgotten = new ArrayList<>();
        for (PublishedTrack track : change.removed()) {
            negotiator.slots.vacate(track.id());
            if (negotiator.mayForget(track.id(), track.track.type(), change.endpoint(), link.dialect)) {
                forgotten.add(track.id());
            }
        }
        if (!forgotten.isEmpty()) {
            roster.tell(link, new PeerEvent.TracksRemoved(change.endpoint(), forgotten));
        }
        if (!added.isEmpty()) {
            added.keySet().forEach(negotiator::remember);
            roster.tell(link, new PeerEvent.TracksAdded(change.endpoint(), added));
        }
    }

    /** Tells a client what its answer made possible or new. */
    void tellAfterAnswer(Link link, Negotiator negotiator) {
        negotiator.takeOwed().forEach((endpoint, tracks) -> {
            tracks.forEach(negotiator.slots::vacate);
            roster.tell(link, new PeerEvent.TracksRemoved(endpoint, tracks));
            // A removal is followed by a cycle.
            negotiator.needed = true;
        });
        for (ReceiveSlots.Slot slot : negotiator.slots.all()) {
            PublishedTrack track = slot.fresh && slot.track != null ? publications.get(slot.track) : null;
            if (track != null && track.speaking) {
                roster.tell(link, new PeerEvent.VadNotification(track.id(), true));
            }
        }
    }

    /** Tells everybody who knows the tracks of {@code endpoint}. */
    void tellOthers(String endpoint, PeerEvent event) {
        for (Seat seat : roster.seats()) {
            Link link = seat.active;
            if (link != null && link.negotiator != null && !seat.peer.value().equals(endpoint)) {
                roster.tell(link, event);
            }
        }
    }

    /** Notes and tells whether somebody speaks on a track of {@code endpoint}. */
    void speaking(String endpoint, TrackId id, boolean isSpeaking) {
        PublishedTrack track = publications.of(endpoint).get(id);
        if (track == null || track.speaking == isSpeaking) {
            return;
        }
        track.speaking = isSpeaking;
        for (Seat seat : roster.seats()) {
            Link link = seat.active;
            if (link != null && link.negotiator != null && link.negotiator.slots.carries(id)) {
                roster.tell(link, new PeerEvent.VadNotification(id, isSpeaking));
            }
        }
    }

    void clear() {
        publications.clear();
        needs.clear();
    }
}
