package dev.ephyra.notify.lane;

/**
 * A reading of a {@link LaneBook}.
 *
 * @param lanes lanes that are not finished
 * @param inFlight requests out
 * @param blocked lanes whose head has failed and is not delivered yet
 * @param neededFromOffset the journal must keep what is at or after it; {@code Long.MAX_VALUE} if all is delivered
 * @param oldestHeadMicros when the oldest undelivered record known happened, µs since 1970; {@code Long.MAX_VALUE} if none
 * @param watchdogTrips requests given up because their edge never reported, since the start
 */
public record LaneCounts(
        int lanes, int inFlight, int blocked, long neededFromOffset, long oldestHeadMicros, long watchdogTrips) {}
