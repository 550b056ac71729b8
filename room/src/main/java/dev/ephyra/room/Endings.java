package dev.ephyra.room;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The events by which endpoints and rooms end, in Fishjam's order: tracks before who published them, peers before
 * components, both before the room; each kind ordered by id.
 */
final class Endings {
    private Endings() {}

    /** Every peer goes without a disconnection of its own, connected or not. */
    static List<RoomEvent> ofRoom(RoomState state, EndReason reason) {
        Invariant.check(state.isOpen(), "only an open room ends");
        List<RoomEvent> events = new ArrayList<>();
        for (PeerState peer : state.peers().values()) {
            events.addAll(ofTracks(peer));
            events.add(new RoomEvent.PeerDeleted(peer.id(), reason));
        }
        for (ComponentState component : state.components().values()) {
            events.addAll(ofTracks(component));
            events.add(new RoomEvent.ComponentRemoved(component.id(), reason));
        }
        events.add(new RoomEvent.RoomDeleted(reason));
        return events;
    }

    static List<RoomEvent> ofTracks(PeerState peer) {
        return ofTracks(new TrackOwner.OfPeer(peer.id()), peer.tracks().values());
    }

    static List<RoomEvent> ofTracks(ComponentState component) {
        return ofTracks(
                new TrackOwner.OfComponent(component.id()), component.tracks().values());
    }

    private static List<RoomEvent> ofTracks(TrackOwner owner, Collection<Track> tracks) {
        List<RoomEvent> events = new ArrayList<>(tracks.size() + 2); // with what the caller adds
        for (Track track : tracks) {
            events.add(new RoomEvent.TrackRemoved(owner, track));
        }
        return events;
    }
}
