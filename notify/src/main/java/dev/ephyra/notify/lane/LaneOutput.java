package dev.ephyra.notify.lane;

import dev.ephyra.journal.JournalRecord;

/** What a lane, or the book of lanes, wants of its edge. */
public sealed interface LaneOutput {
    /** Make the lane's row durable together with the fact that lanes are registered up to its position; then tell. */
    record Register(Lane lane) implements LaneOutput {}

    /** The lane has something to post. Only between a lane and its book. */
    record WantsSlot(Lane lane) implements LaneOutput {}

    /** Post the notification; {@code attempt} counts from 1. Answer with the same {@code ticket}. */
    record Post(Lane lane, JournalRecord head, int attempt, long ticket) implements LaneOutput {}

    /** Make the position durable and then tell; {@code last} means the lane's row is no longer needed. */
    record WritePosition(Lane lane, LanePosition position, boolean last) implements LaneOutput {}

    /** Read up to {@code max} records of the lane's incarnation after {@code afterRoomSeq}. */
    record ReadHistory(Lane lane, long afterRoomSeq, int max) implements LaneOutput {}

    /** The lane is over and forgotten. */
    record Finished(Lane lane) implements LaneOutput {}

    /** Nothing to do before {@code nanos}, unless something comes in; {@code Long.MAX_VALUE} for never. */
    record WaitUntil(long nanos) implements LaneOutput {}

    /** Nothing to do until something comes in. */
    WaitUntil NOTHING = new WaitUntil(Long.MAX_VALUE);
}
