package dev.ephyra.component;

import dev.ephyra.room.Track;

/** What a component may do in its room. For the component's thread, and what that starts; only sending on a track may wait. */
public interface ComponentRoom {
    /** That one component ever publishes: cameras and files one or two, workers one after the other. */
    int MAX_TRACKS = 1_000;

    /** It makes progress, or waits for something whose absence is no fault. */
    void alive();

    /**
     * Publishes a track, or goes on with one that the room was told of when the component was added.
     *
     * @throws IllegalStateException after {@link #MAX_TRACKS} tracks
     */
    ComponentTrack publish(Track track);

    /**
     * What must not outlive the component is ended by {@code end} where its thread does not end and is left alone. Run on
     * any thread, and twice at worst; to be registered once for each thing.
     */
    default void whenAbandoned(Runnable end) {}

    /** Where it takes memory for large pictures, before it fills it. For the component's thread only. */
    default MemoryShare memory() {
        return MemoryShare.UNLIMITED;
    }

    /** What others publish in the room, peers and components. */
    default TrackFeed tracks() {
        return TrackFeed.NONE;
    }
}
