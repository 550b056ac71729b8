package dev.ephyra.sdk;

import java.util.List;

/**
 * A room as it was when the server answered.
 *
 * @param id unique among the rooms of the server
 * @param config what it was created with
 * @param peers in no order; immutable
 * @param components in no order; immutable
 */
public record Room(String id, RoomConfig config, List<Peer> peers, List<Component> components) {
    /** Copies the lists. */
    public Room {
        peers = List.copyOf(peers);
        components = List.copyOf(components);
    }
}
