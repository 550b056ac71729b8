package dev.ephyra.server.rooms;

import java.util.concurrent.TimeUnit;

/**
 * The limits of a room loop.
 *
 * @param tasksPerTurn most tasks between two looks at the journal and the timers; 256 at about 10 us each keep a turn
 *     below 3 ms
 * @param idleWaitNanos the loop looks at its timers at least so often, even if nobody wakes it
 * @param holdingWaitNanos the same while it holds replies back, which may have to be given up
 * @param durableDeadlineNanos a request that is not durable after so long gets 503
 * @param roomCount the rooms of all loops together
 */
record RoomLoopLimits(
        int tasksPerTurn, long idleWaitNanos, long holdingWaitNanos, long durableDeadlineNanos, RoomCount roomCount) {
    static RoomLoopLimits of(RoomCount roomCount) {
        return new RoomLoopLimits(
                256,
                TimeUnit.SECONDS.toNanos(1),
                TimeUnit.MILLISECONDS.toNanos(100),
                TimeUnit.SECONDS.toNanos(5),
                roomCount);
    }
}
