package dev.ephyra.media;

import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.RoomId;
import dev.ephyra.webrtc.connection.LocalTrack;
import dev.ephyra.webrtc.connection.OutboundStream;
import dev.ephyra.webrtc.connection.TrackStreams;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one room, and who gets whose packets: the forwarding plan. Made anew by each change, so that for a
 * packet it is an array to walk. Owned by one media thread.
 */
final class MediaRoom {
    private final RoomId id;
    private final Map<ConnectionId, HostedConnection> connections = new LinkedHashMap<>();
    private final Map<String, LocalTrack> local = new LinkedHashMap<>();

    MediaRoom(RoomId id) {
        this.id = id;
    }

    RoomId id() {
        return id;
    }

    @Nullable
    HostedConnection connection(ConnectionId connection) {
        return connections.get(connection);
    }

    Collection<HostedConnection> connections() {
        return connections.values();
    }

    boolean isEmpty() {
        return connections.isEmpty() && local.isEmpty();
    }

    /** Publishes a track of the server's own. */
    void put(LocalTrack track) {
        local.put(track.streams().trackId(), track);
    }

    /** Ends a track of the server's own, unless another has its id by now. */
    void remove(LocalTrack track) {
        local.remove(track.streams().trackId(), track);
    }

    void put(HostedConnection connection) {
        connections.put(connection.id(), connection);
    }

    void remove(HostedConnection connection) {
        connections.remove(connection.id(), connection);
    }

    /** Connects what is published with those who subscribed to it. */
    void route() {
        Map<String, TrackStreams> published = new HashMap<>();
        Map<String, List<OutboundStream>> subscribers = new HashMap<>();
        local.forEach((trackId, track) -> published.put(trackId, track.streams()));
        for (HostedConnection connection : connections.values()) {
            for (TrackStreams track : connection.peer().published()) {
                published.put(track.trackId(), track);
            }
        }
        for (HostedConnection connection : connections.values()) {
            for (OutboundStream stream : connection.peer().subscribed()) {
                // Before its connection is there, packets would only be made to be thrown away.
                TrackStreams track = connection.peer().isEstablished()
                        ? published.get(stream.track().trackId())
                        : null;
                stream.attach(track);
                if (track != null) {
                    subscribers
                            .computeIfAbsent(track.trackId(), _ -> new ArrayList<>())
                            .add(stream);
                }
            }
        }
        published.forEach((trackId, track) -> track.subscribers(subscribers.getOrDefault(trackId, List.of())));
    }
}
