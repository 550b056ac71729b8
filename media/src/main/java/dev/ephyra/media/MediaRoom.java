package dev.ephyra.media;

import dev.ephyra.room.RoomId;
import dev.ephyra.webrtc.connection.LocalTrack;
import java.util.HashSet;
import java.util.Set;

/** The connections of one room, and the routes between them. Owned by one media thread. */
final class MediaRoom {
    private final RoomId id;
    private final Set<HostedConnection> connections = new HashSet<>();
    private final Set<LocalTrack> local = new HashSet<>();
    private final Routes routes = new Routes();

    MediaRoom(RoomId id) {
        this.id = id;
    }

    RoomId id() {
        return id;
    }

    boolean isEmpty() {
        return connections.isEmpty() && local.isEmpty() && !routes.hasSubscriptions();
    }

    /** Publishes a track of the server's own. */
    void put(LocalTrack track) {
        local.add(track);
        routes.publish(track.streams());
    }

    /** Ends a track of the server's own. */
    void remove(LocalTrack track) {
        if (local.remove(track)) {
            routes.withdraw(track.streams());
        }
    }

    /** Somebody inside the server receives everything. */
    void put(LocalSubscription subscription) {
        routes.subscribe(subscription);
    }

    /** He does no more. */
    void remove(LocalSubscription subscription) {
        routes.unsubscribe(subscription);
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
