package dev.ephyra.server.rooms;

import java.util.concurrent.TimeUnit;

/**
 * The limits of a room loop.
 *
 * @param tasksPerTurn most tasks between two looks at the journal and the timers; 256 at about 10 us each keep a turn
 *     below 3 ms
 * @param longestWaitNanos the loop looks at its deadlines at least so often, even if nobody wakes it
 * @param durableDeadlineNanos a request that is not durable after so long gets 503
 * @param roomCount the rooms of all loops together
 */
record RoomLoopLimits(int tasksPerTurn, long longestWaitNanos, long durableDeadlineNanos, RoomCount roomCount) {
    static RoomLoopLimits of(RoomCount roomCount) {
        return new RoomLoopLimits(256, TimeUnit.MILLISECONDS.toNanos(100), TimeUnit.SECONDS.toNanos(5), roomCount);
    }
}
