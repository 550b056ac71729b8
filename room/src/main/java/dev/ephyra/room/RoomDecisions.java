package dev.ephyra.room;

/** Decides about the room as a whole. Pure functions, called by {@link RoomDecider} only. */
final class RoomDecisions {
    private RoomDecisions() {}

    static Decision create(RoomState state, RoomCommand.CreateRoom command) {
        Invariant.check(command.config().roomId().equals(state.id()), "a room is created under its own id");
        return Decision.accepted(new RoomEvent.RoomCreated(command.config(), command.epoch()));
    }

    static Decision delete(RoomState state, RoomCommand.DeleteRoom command) {
        EndReason reason = command.reason();
        Invariant.check(
                reason == EndReason.ROOM_DELETED || reason == EndReason.DRAINED, "a room is deleted or drained");
        return Decision.accepted(Endings.ofRoom(state, reason));
    }

    /** A crash tells of nothing but itself: what a broken room would say of its peers is not to be relied on. */
    static Decision crash(RoomCommand.CrashRoom command) {
        String detail = RoomLimits.cutDetail(command.detail());
        return Decision.accepted(new RoomEvent.RoomCrashed(command.reason(), detail));
    }
}
