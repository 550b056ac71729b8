package dev.ephyra.room;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** One component of a room. Owned by the loop of its room; changed by {@link RoomApplier} only. */
public final class ComponentState {
    private final ComponentId id;
    private final ComponentType type;
    private final String propertiesJson;
    private final boolean manualSubscribe;
    private final SortedMap<TrackId, Track> tracks = new TreeMap<>();
    private final SortedSet<String> origins = new TreeSet<>();

    ComponentState(ComponentId id, ComponentType type, String propertiesJson, boolean manualSubscribe) {
        this.id = id;
        this.type = type;
        this.propertiesJson = propertiesJson;
        this.manualSubscribe = manualSubscribe;
    }

    public ComponentId id() {
        return id;
    }

    public ComponentType type() {
        return type;
    }

    /** The API's {@code properties} object. */
    public String propertiesJson() {
        return propertiesJson;
    }

    /** Whether it takes only the tracks of {@link #origins()}. */
    public boolean manualSubscribe() {
        return manualSubscribe;
    }

    /** Its tracks by id; a view. */
    public SortedMap<TrackId, Track> tracks() {
        return Collections.unmodifiableSortedMap(tracks);
    }

    /** Whose tracks it was asked to take, existing or not; a view. */
    public SortedSet<String> origins() {
        return Collections.unmodifiableSortedSet(origins);
    }

    void putTrack(Track track) {
        tracks.put(track.id(), track);
    }

    void dropTrack(TrackId track) {
        tracks.remove(track);
    }

    void subscribe(Collection<String> added) {
        origins.addAll(added);
    }

    RoomSnapshot.ComponentSnapshot snapshot() {
        return new RoomSnapshot.ComponentSnapshot(id, type, propertiesJson, List.copyOf(tracks.values()));
    }
}
