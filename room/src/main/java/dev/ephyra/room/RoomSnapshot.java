package dev.ephyra.room;

import java.util.List;
import java.util.UUID;

/**
 * A room as the API shows it; lists are ordered by id. Immutable, so it may leave the room's loop.
 *
 * @param epoch its incarnation
 * @param roomSeq the number of the last notification that this state includes
 */
public record RoomSnapshot(
        RoomConfig config, UUID epoch, long roomSeq, List<PeerSnapshot> peers, List<ComponentSnapshot> components) {
    public record PeerSnapshot(PeerId id, boolean connected, Metadata metadata, List<Track> tracks) {}

    public record ComponentSnapshot(ComponentId id, ComponentType type, String propertiesJson, List<Track> tracks) {}
}
