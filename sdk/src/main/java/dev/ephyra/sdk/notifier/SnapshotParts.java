package dev.ephyra.sdk.notifier;

import dev.ephyra.sdk.TrackType;
import dev.ephyra.sdk.notification.TrackInfo;
import dev.ephyra.wire.delivery.ComponentState;
import dev.ephyra.wire.delivery.PeerState;
import dev.ephyra.wire.delivery.RoomState;
import dev.ephyra.wire.delivery.TrackState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The parts of a snapshot until the last one is there; a room with very many peers is in several. Owned by its session; as
 * large as all rooms of the server.
 */
final class SnapshotParts {
    private final Map<String, RoomState.Builder> rooms = new LinkedHashMap<>();

    /** Takes a part; the whole if it is the last one. */
    Optional<RoomsSnapshot> take(dev.ephyra.wire.delivery.RoomsSnapshot part) {
        for (RoomState state : part.getRoomsList()) {
            RoomState.Builder known = rooms.get(state.getRoomEpoch());
            if (known == null) {
                rooms.put(state.getRoomEpoch(), state.toBuilder());
            } else {
                known.addAllPeers(state.getPeersList()).addAllComponents(state.getComponentsList());
            }
        }
        return part.getLast() ? Optional.of(whole()) : Optional.empty();
    }

    private RoomsSnapshot whole() {
        List<RoomsSnapshot.Room> all = new ArrayList<>(rooms.size());
        for (RoomState.Builder state : rooms.values()) {
            all.add(new RoomsSnapshot.Room(
                    state.getRoomId(),
                    state.getRoomEpoch(),
                    state.getRoomSeq(),
                    state.getMetadata(),
                    state.getPeersList().stream().map(SnapshotParts::peer).toList(),
                    state.getComponentsList().stream()
                            .map(SnapshotParts::component)
                            .toList()));
        }
        return new RoomsSnapshot(all);
    }

    private static RoomsSnapshot.Peer peer(PeerState state) {
        return new RoomsSnapshot.Peer(
                state.getPeerId(), state.getConnected(), state.getMetadata(), tracks(state.getTracksList()));
    }

    private static RoomsSnapshot.Component component(ComponentState state) {
        return new RoomsSnapshot.Component(
                state.getComponentId(), state.getType(), state.getProperties(), tracks(state.getTracksList()));
    }

    private static List<TrackInfo> tracks(List<TrackState> states) {
        return states.stream().map(SnapshotParts::track).toList();
    }

    private static TrackInfo track(TrackState state) {
        TrackType type = state.getType().equals("video")
                ? TrackType.VIDEO
                : state.getType().equals("audio") ? TrackType.AUDIO : TrackType.UNKNOWN;
        return new TrackInfo(state.getTrackId(), type, state.getMetadata().isEmpty() ? "null" : state.getMetadata());
    }
}
