package dev.ephyra.notify.metrics;

import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.TrackId;
import java.util.HashMap;
import java.util.Map;

/** A connected peer as a report tells of it. Owned by {@link Presence}; bounded by the peer's tracks. */
final class PresentPeer {
    final ConnectionId connection;
    final Map<TrackId, Metadata> tracks = new HashMap<>();
    Metadata metadata = Metadata.NONE;

    PresentPeer(ConnectionId connection) {
        this.connection = connection;
    }
}
