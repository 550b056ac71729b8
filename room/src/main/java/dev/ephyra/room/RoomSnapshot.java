package dev.ephyra.room;

import java.util.List;

/** A room as the API shows it; lists are ordered by id. Immutable, so it may leave the room's loop. */
public record RoomSnapshot(RoomConfig config, List<PeerSnapshot> peers, List<ComponentSnapshot> components) {
    public record PeerSnapshot(PeerId id, boolean connected, Metadata metadata, List<Track> tracks) {}

    public record ComponentSnapshot(ComponentId id, ComponentType type, String propertiesJson, List<Track> tracks) {}
}
