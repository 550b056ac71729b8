package dev.ephyra.room;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** One peer of a room. Owned by the loop of its room; changed by {@link RoomApplier} only. */
public final class PeerState {
    private final PeerId id;
    private final boolean enableSimulcast;
    private final SortedMap<TrackId, Track> tracks = new TreeMap<>();
    private Optional<ConnectionId> connection = Optional.empty();
    private Metadata metadata = Metadata.NONE;
    private boolean metadataAnnounced;

    PeerState(PeerId id, boolean enableSimulcast) {
        this.id = id;
        this.enableSimulcast = enableSimulcast;
    }

    public PeerId id() {
        return id;
    }

    public boolean enableSimulcast() {
        return enableSimulcast;
    }

    /** The socket it is connected by, if it is. */
    public Optional<ConnectionId> connection() {
        return connection;
    }

    public boolean isConnected() {
        return connection.isPresent();
    }

    /** Whether it is connected by exactly {@code socket}. */
    public boolean isConnectedBy(ConnectionId socket) {
        return connection.isPresent() && connection.get().equals(socket);
    }

    /** What it announced last, on this connection or an earlier one. */
    public Metadata metadata() {
        return metadata;
    }

    /** Whether it has announced metadata on its present connection. */
    public boolean isMetadataAnnounced() {
        return metadataAnnounced;
    }

    /** Its tracks by id; a view. */
    public SortedMap<TrackId, Track> tracks() {
        return Collections.unmodifiableSortedMap(tracks);
    }

    void putTrack(Track track) {
        tracks.put(track.id(), track);
    }

    void dropTrack(TrackId track) {
        tracks.remove(track);
    }

    void connect(ConnectionId socket) {
        connection = Optional.of(socket);
        metadataAnnounced = false;
    }

    void disconnect() {
        connection = Optional.empty();
        metadataAnnounced = false;
    }

    void announce(Metadata announced) {
        metadata = announced;
        metadataAnnounced = true;
    }

    RoomSnapshot.PeerSnapshot snapshot() {
        return new RoomSnapshot.PeerSnapshot(id, isConnected(), metadata, List.copyOf(tracks.values()));
    }
}
