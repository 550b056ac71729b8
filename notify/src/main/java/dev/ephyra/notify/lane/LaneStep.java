package dev.ephyra.notify.lane;

/** What a lane asks of its book after an input. */
sealed interface LaneStep {
    record Nothing() implements LaneStep {}

    /** It has something to post. */
    record WantsSlot() implements LaneStep {}

    /** Call again when its state's time has come. */
    record Wait(LaneState.BackingOff until) implements LaneStep {}

    /** Something for the edge. */
    record Emit(LaneOutput output) implements LaneStep {}

    LaneStep NOTHING = new Nothing();

    LaneStep WANTS_SLOT = new WantsSlot();
}
