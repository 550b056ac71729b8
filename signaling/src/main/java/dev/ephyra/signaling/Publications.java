package dev.ephyra.signaling;

import dev.ephyra.room.TrackId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tracks of a room in the order of their publishing, and what of that the peers have not been told yet: what one
 * command changes is told at once. Bounded by the room's tracks. Owned by the loop of its room.
 */
final class Publications {
    /** What is to be told of one endpoint: removals first, since an id may be published again. */
    record Change(String endpoint, List<PublishedTrack> removed, Map<TrackId, PublishedTrack> added) {}

    private final Map<TrackId, PublishedTrack> tracks = new LinkedHashMap<>();
    private final Map<String, Map<TrackId, PublishedTrack>> byEndpoint = new HashMap<>();
    private final Map<String, Change> untold = new LinkedHashMap<>();

    void add(PublishedTrack track) {
        tracks.put(track.id(), track);
        byEndpoint.computeIfAbsent(track.endpoint, _ -> new LinkedHashMap<>()).put(track.id(), track);
        change(track.endpoint).added.put(track.id(), track);
    }

    void remove(TrackId id) {
        PublishedTrack track = tracks.remove(id);
        if (track == null) {
            return;
        }
        byEndpoint.computeIfPresent(track.endpoint, (_, own) -> {
            own.remove(id);
            return own.isEmpty() ? null : own;
        });
        // Nobody needs to hear of a track that came and went.
        if (change(track.endpoint).added.remove(id) == null) {
            change(track.endpoint).removed.add(track);
        }
    }

    void removeAllOf(String endpoint) {
        List.copyOf(of(endpoint).keySet()).forEach(this::remove);
    }

    @Nullable
    PublishedTrack get(TrackId id) {
        return tracks.get(id);
    }

    Collection<PublishedTrack> all() {
        return Collections.unmodifiableCollection(tracks.values());
    }

    Map<TrackId, PublishedTrack> of(String endpoint) {
        return Collections.unmodifiableMap(byEndpoint.getOrDefault(endpoint, Map.of()));
    }

    /** What peers are told of the tracks of an endpoint. */
    Map<TrackId, TrackInfo> infosOf(String endpoint) {
        return infos(of(endpoint));
    }

    static Map<TrackId, TrackInfo> infos(Map<TrackId, PublishedTrack> tracks) {
        Map<TrackId, TrackInfo> infos = new LinkedHashMap<>();
        tracks.forEach((id, track) -> infos.put(id, track.info()));
        return infos;
    }

    /** What happened since the last call. */
    List<Change> takeChanges() {
        if (untold.isEmpty()) {
            return List.of();
        }
        List<Change> changes = List.copyOf(untold.values());
        untold.clear();
        return changes;
    }

    void clear() {
        tracks.clear();
        byEndpoint.clear();
        untold.clear();
    }

    private Change change(String endpoint) {
        return untold.computeIfAbsent(endpoint, id -> new Change(id, new ArrayList<>(), new LinkedHashMap<>()));
    }
}
