package dev.ephyra.notify.metrics;

import dev.ephyra.room.Metadata;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.TrackId;
import dev.ephyra.room.TrackOwner;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which peers are connected, by what, and their metadata and their tracks': what a metrics report tells of. Follows the
 * events of all rooms. Bounded by the connected peers and what they publish. Owned by one thread.
 */
public final class Presence {
    private final SortedMap<RoomId, SortedMap<PeerId, PresentPeer>> rooms = new TreeMap<>();

    /** Something happened in {@code room}. */
    public void apply(RoomId room, RoomEvent event) {
        switch (event) {
            case RoomEvent.PeerConnected e ->
                rooms.computeIfAbsent(room, _ -> new TreeMap<>()).put(e.peer(), new PresentPeer(e.connection()));
            case RoomEvent.PeerMetadataUpdated e -> {
                PresentPeer peer = find(room, e.peer());
                if (peer != null) {
                    peer.metadata = e.metadata();
                }
            }
            case RoomEvent.PeerDisconnected e -> remove(room, e.peer());
            case RoomEvent.PeerDeleted e -> remove(room, e.peer());
            case RoomEvent.PeerCrashed e -> remove(room, e.peer());
            case RoomEvent.RoomCreated e -> rooms.remove(room);
            case RoomEvent.RoomDeleted e -> rooms.remove(room);
            case RoomEvent.RoomCrashed e -> rooms.remove(room);
            case RoomEvent.TrackAdded e ->
                tracks(room, e.owner()).put(e.track().id(), e.track().metadata());
            case RoomEvent.TrackMetadataUpdated e ->
                tracks(room, e.owner()).replace(e.track().id(), e.track().metadata());
            case RoomEvent.TrackRemoved e ->
                tracks(room, e.owner()).remove(e.track().id());
            case RoomEvent.PeerAdded e -> {}
            case RoomEvent.ComponentAdded e -> {}
            case RoomEvent.ComponentRemoved e -> {}
            case RoomEvent.ComponentCrashed e -> {}
            case RoomEvent.ComponentSubscribed e -> {}
            case RoomEvent.PhoneDialed e -> {}
            case RoomEvent.CallEnded e -> {}
        }
    }

    /** The connected peers of each room that has any; a view. */
    SortedMap<RoomId, SortedMap<PeerId, PresentPeer>> rooms() {
        return Collections.unmodifiableSortedMap(rooms);
    }

    private @Nullable PresentPeer find(RoomId room, PeerId peer) {
        SortedMap<PeerId, PresentPeer> peers = rooms.get(room);
        return peers == null ? null : peers.get(peer);
    }

    /** Of whom is not in the report, a map that nobody keeps. */
    private Map<TrackId, Metadata> tracks(RoomId room, TrackOwner owner) {
        return switch (owner) {
            case TrackOwner.OfPeer(PeerId id) -> {
                PresentPeer peer = find(room, id);
                yield peer == null ? new TreeMap<>() : peer.tracks;
            }
            case TrackOwner.OfComponent _ -> new TreeMap<>();
        };
    }

    private void remove(RoomId room, PeerId peer) {
        SortedMap<PeerId, PresentPeer> peers = rooms.get(room);
        if (peers != null) {
            peers.remove(peer);
            if (peers.isEmpty()) {
                rooms.remove(room);
            }
        }
    }
}
