package dev.ephyra.server.rooms;

import dev.ephyra.room.Moment;

/** One thing for a room loop to do. Runs on the loop's thread. */
@FunctionalInterface
interface LoopTask {
    void run(RoomLoop loop, Moment now);
}
