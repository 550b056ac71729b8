package dev.ephyra.component;

import dev.ephyra.room.ComponentId;
import dev.ephyra.room.CrashCause;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.Track;
import dev.ephyra.room.TrackId;

/**
 * What components have to tell of themselves. Called on the frame's thread; must not block. Of one component calls keep
 * their order, and nothing follows {@link #finished} or {@link #crashed}.
 */
public interface ComponentListener {
    /** It publishes a track that the room does not know yet. */
    void trackAdded(RoomId room, ComponentId component, Track track);

    /** It publishes the track no more. */
    void trackRemoved(RoomId room, ComponentId component, TrackId track);

    /** Its source has come to its end. */
    void finished(RoomId room, ComponentId component);

    /** It could not go on. */
    void crashed(RoomId room, ComponentId component, CrashCause cause, String reason);
}
