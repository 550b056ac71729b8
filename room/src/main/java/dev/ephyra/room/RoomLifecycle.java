package dev.ephyra.room;

import java.util.UUID;

/** Where a room is in its one life. A new room of the same id is a new {@link RoomState}. */
public sealed interface RoomLifecycle {
    /** Not created yet. */
    record Absent() implements RoomLifecycle {}

    /** Takes commands. */
    record Open(RoomConfig config, UUID epoch) implements RoomLifecycle {}

    /** Deleted or crashed; nothing follows. */
    record Ended(RoomConfig config, UUID epoch) implements RoomLifecycle {}
}
