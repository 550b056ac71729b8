package dev.ephyra.component;

import dev.ephyra.room.RoomId;
import dev.ephyra.room.Track;

/** The media of rooms, as the frame reaches them. Thread-safe; nothing but sending on a track blocks. */
@FunctionalInterface
public interface ComponentMedia {
    /** The track has a source from now on, until that is closed. */
    ComponentTrack open(RoomId room, Track track);

    /** What is published in the room; nothing where nobody sends. */
    default TrackFeed tracks(RoomId room) {
        return TrackFeed.NONE;
    }
}
