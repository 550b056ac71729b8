package dev.ephyra.room;

import java.util.List;
import java.util.SortedMap;

/**
 * Makes an event true of a {@link RoomState}: the only thing that changes one. Called by the loop of the room, once for
 * each event that {@link RoomDecider} returned, in order and with the same {@link Moment}.
 *
 * <p>Checks what every ending must have done before: an endpoint leaves without tracks, a room without endpoints.
 */
public final class RoomApplier {
    private RoomApplier() {}

    /**
     * Makes {@code event} true of {@code state}.
     *
     * @throws BrokenInvariant if it cannot follow what happened before; {@code state} is then of no more use, nor is its
     *     {@link RoomState#roomSeq()}: what comes next is numbered after the last event that was appended
     */
    public static void apply(RoomState state, RoomEvent event, Moment now) {
        Invariant.check(
                event instanceof RoomEvent.RoomCreated
                        ? state.lifecycle() instanceof RoomLifecycle.Absent
                        : state.lifecycle() instanceof RoomLifecycle.Open,
                "a room is created once, and nothing happens before or after its life");
        state.stamp(event.isNotified(), now);
        switch (event) {
            case RoomEvent.RoomCreated e -> create(state, e, now);
            case RoomEvent.RoomDeleted _ -> delete(state);
            case RoomEvent.RoomCrashed _ -> state.end();
            case RoomEvent.PeerAdded e -> addPeer(state, e, now);
            case RoomEvent.PeerDeleted e -> deletePeer(state, e, now);
            case RoomEvent.PeerConnected e -> connect(state, e);
            case RoomEvent.PeerDisconnected e -> disconnect(state, e, now);
            case RoomEvent.PeerCrashed e -> removePeer(state, e.peer(), now);
            case RoomEvent.PeerMetadataUpdated e -> updateMetadata(state, e);
            case RoomEvent.TrackAdded e -> addTrack(state, e);
            case RoomEvent.TrackMetadataUpdated e -> updateTrack(state, e);
            case RoomEvent.TrackRemoved e -> removeTrack(state, e);
            case RoomEvent.ComponentAdded e -> addComponent(state, e);
            case RoomEvent.ComponentRemoved e -> removeComponent(state, e.component());
            case RoomEvent.ComponentCrashed e -> removeComponent(state, e.component());
            case RoomEvent.ComponentSubscribed e -> subscribe(state, e);
            case RoomEvent.PhoneDialed e -> requireComponent(state, e.component());
            case RoomEvent.CallEnded e -> requireComponent(state, e.component());
        }
    }

    /** Makes all of {@code events} true, in order. */
    public static void applyAll(RoomState state, List<RoomEvent> events, Moment now) {
        for (RoomEvent event : events) {
            apply(state, event, now);
        }
    }

    private static void create(RoomState state, RoomEvent.RoomCreated event, Moment now) {
        Invariant.check(event.config().roomId().equals(state.id()), "a room is created under its own id");
        state.open(event.config(), event.epoch());
        state.restartPeerlessClock(now.nanos());
    }

    private static void delete(RoomState state) {
        Invariant.check(state.peers().isEmpty(), "a room is deleted after its peers");
        Invariant.check(state.components().isEmpty(), "a room is deleted after its components");
        Invariant.check(state.trackCount() == 0, "a room is deleted after its tracks");
        Invariant.check(state.textChars() == 0, "a room is deleted without text left in it");
        state.end();
    }

    private static void addPeer(RoomState state, RoomEvent.PeerAdded event, Moment now) {
        PeerState peer = new PeerState(event.peer(), event.enableSimulcast());
        state.putPeer(peer);
        Invariant.check(state.peers().size() <= RoomLimits.MAX_PEERS, "a room holds its hard cap of peers");
        state.addText(peer.metadata().json().length());
        state.startDisconnectedClock(event.peer(), now.nanos());
        state.restartPeerlessClock(now.nanos());
    }

    private static void deletePeer(RoomState state, RoomEvent.PeerDeleted event, Moment now) {
        // Fishjam tells of no disconnection when the room goes; otherwise a connected peer disconnects first.
        Invariant.check(
                !requirePeer(state, event.peer()).isConnected() || endsWithRoom(event.reason()),
                "a peer is disconnected before it is deleted, unless its room is");
        removePeer(state, event.peer(), now);
    }

    private static boolean endsWithRoom(EndReason reason) {
        return reason == EndReason.ROOM_DELETED || reason == EndReason.DRAINED;
    }

    private static void removePeer(RoomState state, PeerId id, Moment now) {
        PeerState peer = requirePeer(state, id);
        Invariant.check(peer.tracks().isEmpty(), "a peer leaves after its tracks");
        if (!peer.isConnected()) {
            state.stopDisconnectedClock(id);
        }
        state.dropPeer(id);
        state.addText(-peer.metadata().json().length());
        state.restartPeerlessClock(now.nanos());
    }

    private static void connect(RoomState state, RoomEvent.PeerConnected event) {
        PeerState peer = requirePeer(state, event.peer());
        Invariant.check(!peer.isConnected(), "a peer connects when it is not connected");
        Invariant.check(peer.tracks().isEmpty(), "a connection begins without tracks");
        peer.connect(event.connection());
        state.stopDisconnectedClock(event.peer());
    }

    private static void disconnect(RoomState state, RoomEvent.PeerDisconnected event, Moment now) {
        PeerState peer = requirePeer(state, event.peer());
        Invariant.check(peer.isConnected(), "a peer disconnects when it is connected");
        peer.disconnect();
        state.startDisconnectedClock(event.peer(), now.nanos());
        state.restartPeerlessClock(now.nanos());
    }

    private static void updateMetadata(RoomState state, RoomEvent.PeerMetadataUpdated event) {
        PeerState peer = requirePeer(state, event.peer());
        Invariant.check(peer.isConnected(), "only a connected peer announces metadata");
        state.addText(event.metadata().json().length() - peer.metadata().json().length());
        peer.announce(event.metadata());
    }

    private static void addTrack(RoomState state, RoomEvent.TrackAdded event) {
        Track track = event.track();
        putTrack(state, event.owner(), track);
        state.putTrackOwner(track.id(), event.owner());
        int tracks = tracksOf(state, event.owner()).size();
        Invariant.check(tracks <= RoomLimits.MAX_TRACKS_PER_ENDPOINT, "an endpoint holds its hard cap of tracks");
        Invariant.check(state.trackCount() <= RoomLimits.MAX_TRACKS, "a room holds its hard cap of tracks");
        state.addText(RoomLimits.textChars(track));
    }

    private static void updateTrack(RoomState state, RoomEvent.TrackMetadataUpdated event) {
        Track track = event.track();
        Track before = tracksOf(state, event.owner()).get(track.id());
        if (before == null || before.type() != track.type()) {
            throw new BrokenInvariant("a published track changes its metadata");
        }
        putTrack(state, event.owner(), track);
        state.addText(RoomLimits.textChars(track) - RoomLimits.textChars(before));
    }

    private static void removeTrack(RoomState state, RoomEvent.TrackRemoved event) {
        Track track = event.track();
        Invariant.check(
                track.equals(tracksOf(state, event.owner()).get(track.id())), "a track is removed as it was published");
        switch (event.owner()) {
            case TrackOwner.OfPeer(PeerId peer) -> requirePeer(state, peer).dropTrack(track.id());
            case TrackOwner.OfComponent(ComponentId component) ->
                requireComponent(state, component).dropTrack(track.id());
        }
        state.dropTrackOwner(track.id(), event.owner());
        state.addText(-RoomLimits.textChars(track));
    }

    private static void addComponent(RoomState state, RoomEvent.ComponentAdded event) {
        state.putComponent(
                new ComponentState(event.component(), event.type(), event.propertiesJson(), event.manualSubscribe()));
        Invariant.check(
                state.components().size() <= RoomLimits.MAX_COMPONENTS, "a room holds its hard cap of components");
        state.addText(event.propertiesJson().length());
    }

    private static void removeComponent(RoomState state, ComponentId id) {
        ComponentState component = requireComponent(state, id);
        Invariant.check(component.tracks().isEmpty(), "a component leaves after its tracks");
        state.dropComponent(id);
        state.addText(-component.propertiesJson().length() - RoomLimits.textChars(component.origins()));
    }

    private static void subscribe(RoomState state, RoomEvent.ComponentSubscribed event) {
        ComponentState component = requireComponent(state, event.component());
        long before = RoomLimits.textChars(component.origins());
        component.subscribe(event.origins());
        Invariant.check(
                component.origins().size() <= RoomLimits.MAX_ORIGINS, "a component holds its hard cap of origins");
        state.addText(RoomLimits.textChars(component.origins()) - before);
    }

    private static void putTrack(RoomState state, TrackOwner owner, Track track) {
        switch (owner) {
            case TrackOwner.OfPeer(PeerId peer) -> requirePeer(state, peer).putTrack(track);
            case TrackOwner.OfComponent(ComponentId component) ->
                requireComponent(state, component).putTrack(track);
        }
    }

    private static SortedMap<TrackId, Track> tracksOf(RoomState state, TrackOwner owner) {
        return switch (owner) {
            case TrackOwner.OfPeer(PeerId peer) -> requirePeer(state, peer).tracks();
            case TrackOwner.OfComponent(ComponentId component) ->
                requireComponent(state, component).tracks();
        };
    }

    private static PeerState requirePeer(RoomState state, PeerId peer) {
        return state.peer(peer).orElseThrow(() -> new BrokenInvariant("what happens to a peer needs the peer"));
    }

    private static ComponentState requireComponent(RoomState state, ComponentId component) {
        return state.component(component)
                .orElseThrow(() -> new BrokenInvariant("what happens to a component needs the component"));
    }
}
