package dev.ephyra.notify.lane;

/** Where a lane stands. Times are monotonic nanoseconds. */
public sealed interface LaneState {
    /** Its row is not durable yet; nothing may be posted. */
    record Registering() implements LaneState {}

    /** All that is known is delivered. */
    record Idle() implements LaneState {}

    /** It has something to post and waits for its turn. */
    record Ready() implements LaneState {}

    /** The same, while its endpoint is tripped, paused or stopped. */
    record Held() implements LaneState {}

    /** What it needs is in the journal only and was asked for. */
    record Reading() implements LaneState {}

    /** One request is out. {@code ticket} tells its answer from that of an abandoned one. */
    record InFlight(long ticket) implements LaneState {}

    /** Delivered, given up or not wanted; the position is not durable yet. {@code write} says it to the edge. */
    record Unwritten(LanePosition position, boolean last, LaneOutput write) implements LaneState {}

    /** It goes on at {@code untilNanos}: its head has failed, or more may join it. */
    record BackingOff(long untilNanos) implements LaneState {}

    /** There is nothing more to come and the position is durable. */
    record Finished() implements LaneState {}
}
