package dev.ephyra.media;

import dev.ephyra.room.RoomId;
import java.util.HashSet;
import java.util.Set;

/** The connections of one room, and the routes between them. Owned by one media thread. */
final class MediaRoom {
    private final RoomId id;
    private final Set<HostedConnection> connections = new HashSet<>();
    private final Routes routes = new Routes();

    MediaRoom(RoomId id) {
        this.id = id;
    }

    RoomId id() {
        return id;
    }

    boolean isEmpty() {
        return connections.isEmpty();
    }

    void put(HostedConnection connection) {
        connections.add(connection);
    }

    void remove(HostedConnection connection) {
        connections.remove(connection);
        routes.remove(connection);
    }

    /** What {@code connection} publishes or subscribed to has changed, or media can flow on it now. */
    void route(HostedConnection connection) {
        routes.update(connection);
    }
}
