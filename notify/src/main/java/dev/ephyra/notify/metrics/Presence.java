package dev.ephyra.notify.metrics;

import dev.ephyra.room.Metadata;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.RoomId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which peers are connected, and their metadata: what a metrics report tells of. Follows the events of all rooms. Bounded
 * by the connected peers. Owned by one thread.
 */
public final class Presence {
    private final SortedMap<RoomId, SortedMap<PeerId, Metadata>> rooms = new TreeMap<>();

    /** Something happened in {@code room}. */
    public void apply(RoomId room, RoomEvent event) {
        switch (event) {
            case RoomEvent.PeerConnected e ->
                rooms.computeIfAbsent(room, _ -> new TreeMap<>()).put(e.peer(), Metadata.NONE);
            case RoomEvent.PeerMetadataUpdated e -> {
                SortedMap<PeerId, Metadata> peers = rooms.get(room);
                if (peers != null) {
                    peers.replace(e.peer(), e.metadata());
                }
            }
            case RoomEvent.PeerDisconnected e -> remove(room, e.peer());
            case RoomEvent.PeerDeleted e -> remove(room, e.peer());
            case RoomEvent.PeerCrashed e -> remove(room, e.peer());
            case RoomEvent.RoomCreated e -> rooms.remove(room);
            case RoomEvent.RoomDeleted e -> rooms.remove(room);
            case RoomEvent.RoomCrashed e -> rooms.remove(room);
            case RoomEvent.PeerAdded e -> {}
            case RoomEvent.TrackAdded e -> {}
            case RoomEvent.TrackMetadataUpdated e -> {}
            case RoomEvent.TrackRemoved e -> {}
            case RoomEvent.ComponentAdded e -> {}
            case RoomEvent.ComponentRemoved e -> {}
            case RoomEvent.ComponentCrashed e -> {}
            case RoomEvent.ComponentSubscribed e -> {}
            case RoomEvent.PhoneDialed e -> {}
            case RoomEvent.CallEnded e -> {}
        }
    }

    /** The connected peers of each room that has any; a view. */
    SortedMap<RoomId, SortedMap<PeerId, Metadata>> rooms() {
        return Collections.unmodifiableSortedMap(rooms);
    }

    private void remove(RoomId room, PeerId peer) {
        SortedMap<PeerId, Metadata> peers = rooms.get(room);
        if (peers != null) {
            peers.remove(peer);
            if (peers.isEmpty()) {
                rooms.remove(room);
            }
        }
    }
}
