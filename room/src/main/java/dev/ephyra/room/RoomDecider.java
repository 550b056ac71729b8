package dev.ephyra.room;

/**
 * Decides what a command leads to. Pure: it changes nothing, and gives the same for the same. Its events take effect by
 * {@link RoomApplier}, before the next command is decided.
 */
public final class RoomDecider {
    private RoomDecider() {}

    /**
     * What {@code command} leads to in {@code state} at {@code now}. A room that is absent only can be created; one that
     * has ended answers nothing but that it is not there.
     *
     * @throws BrokenInvariant if {@code state} or {@code command} cannot be: an id minted twice, a wrong reason
     */
    public static Decision decide(RoomState state, RoomCommand command, Moment now) {
        return switch (state.lifecycle()) {
            case RoomLifecycle.Absent _ ->
                command instanceof RoomCommand.CreateRoom create ? RoomDecisions.create(state, create) : noRoom();
            case RoomLifecycle.Open open -> decide(state, open.config(), command, now);
            case RoomLifecycle.Ended _ -> noRoom();
        };
    }

    private static Decision noRoom() {
        return Decision.refused(new RoomAnswer.RoomNotFound());
    }

    private static Decision decide(RoomState state, RoomConfig config, RoomCommand command, Moment now) {
        return switch (command) {
            case RoomCommand.CreateRoom _ -> Decision.refused(new RoomAnswer.RoomAlreadyExists());
            case RoomCommand.DeleteRoom c -> RoomDecisions.delete(state, c);
            case RoomCommand.CrashRoom c -> RoomDecisions.crash(c);
            case RoomCommand.AddPeer c -> PeerDecisions.add(state, config, c);
            case RoomCommand.DeletePeer c -> PeerDecisions.delete(state, c);
            case RoomCommand.ConnectPeer c -> PeerDecisions.connect(state, c);
            case RoomCommand.UpdatePeerMetadata c -> PeerDecisions.updateMetadata(state, c);
            case RoomCommand.DisconnectPeer c -> PeerDecisions.disconnect(state, c);
            case RoomCommand.CrashPeer c -> PeerDecisions.crash(state, c);
            case RoomCommand.AddComponent c -> ComponentDecisions.add(state, config, c);
            case RoomCommand.DeleteComponent c -> ComponentDecisions.delete(state, c);
            case RoomCommand.SubscribeComponent c -> ComponentDecisions.subscribe(state, c);
            case RoomCommand.DialPhone c -> ComponentDecisions.dial(state, c);
            case RoomCommand.EndCall c -> ComponentDecisions.endCall(state, c);
            case RoomCommand.CrashComponent c -> ComponentDecisions.crash(state, c);
            case RoomCommand.FinishComponent c -> ComponentDecisions.finish(state, c);
            case RoomCommand.AddTrack c -> TrackDecisions.add(state, c);
            case RoomCommand.UpdateTrackMetadata c -> TrackDecisions.updateMetadata(state, c);
            case RoomCommand.RemoveTrack c -> TrackDecisions.remove(state, c);
            case RoomCommand.ExpireTimers _ -> TimerDecisions.expire(state, config, now);
        };
    }
}
