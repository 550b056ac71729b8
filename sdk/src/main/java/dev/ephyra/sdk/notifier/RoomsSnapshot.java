package dev.ephyra.sdk.notifier;

import dev.ephyra.sdk.notification.TrackInfo;
import java.util.List;

/**
 * Every open room that the filter wants, each as of its own {@code roomSeq}; what follows is told by notifications, without
 * overlap and without a hole. Immutable.
 *
 * @param rooms in no order
 */
public record RoomsSnapshot(List<Room> rooms) {
    /** Copies the list. */
    public RoomsSnapshot {
        rooms = List.copyOf(rooms);
    }

    /**
     * An open room.
     *
     * @param roomId its id
     * @param roomEpoch which life of it
     * @param roomSeq number of the last notification that this state includes
     * @param metadata what the backend says of it: JSON text, empty if nothing
     * @param peers all of them, connected or not
     * @param components all of them
     */
    public record Room(
            String roomId,
            String roomEpoch,
            long roomSeq,
            String metadata,
            List<Peer> peers,
            List<Component> components) {
        /** Copies the lists. */
        public Room {
            peers = List.copyOf(peers);
            components = List.copyOf(components);
        }
    }

    /**
     * A peer.
     *
     * @param peerId its id
     * @param connected whether it is
     * @param metadata what it says of itself: JSON text, empty if nothing
     * @param tracks what it publishes
     */
    public record Peer(String peerId, boolean connected, String metadata, List<TrackInfo> tracks) {
        /** Copies the list. */
        public Peer {
            tracks = List.copyOf(tracks);
        }
    }

    /**
     * A component.
     *
     * @param componentId its id
     * @param type as in {@code hls}
     * @param properties JSON text
     * @param tracks what it publishes
     */
    public record Component(String componentId, String type, String properties, List<TrackInfo> tracks) {
        /** Copies the list. */
        public Component {
            tracks = List.copyOf(tracks);
        }
    }
}
