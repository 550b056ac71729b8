package dev.ephyra.notify.lane;

/** What a lane asks of its book after an input. */
sealed interface LaneStep {
    record Nothing() implements LaneStep {}

    /** It has something to post. */
    record WantsSlot() implements LaneStep {}

    /** Call again then. */
    record Wait(long untilNanos) implements LaneStep {}

    /** Something for the edge. */
    record Emit(LaneOutput output) implements LaneStep {}

    LaneStep NOTHING = new Nothing();

    LaneStep WANTS_SLOT = new WantsSlot();
}
