package dev.ephyra.notify.lane;

/** Where a lane stands. Times are monotonic nanoseconds. */
public sealed interface LaneState {
    /** Its row is not durable yet; nothing may be posted. */
    record Registering() implements LaneState {}

    /** All that is known is delivered. */
    record Idle() implements LaneState {}

    /** It has a record to post and waits for its turn. */
    record Ready() implements LaneState {}

    /** Its next record is in the journal only and was asked for. */
    record Reading() implements LaneState {}

    /** One request is out. {@code ticket} tells its answer from that of an abandoned one. */
    record InFlight(long ticket, long sinceNanos) implements LaneState {}

    /** Acknowledged by the receiver; the position is not durable yet. */
    record Unwritten(LanePosition position, boolean last) implements LaneState {}

    /** The head failed and is tried again at {@code untilNanos}. */
    record BackingOff(long untilNanos) implements LaneState {}

    /** The final event of its room is delivered and the position is durable. */
    record Finished() implements LaneState {}
}
