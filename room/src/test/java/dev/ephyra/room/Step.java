package dev.ephyra.room;

import java.util.List;

/**
 * What a random try does next, chosen by small numbers so that it can be shrunk. Pure.
 *
 * @param kind one of {@link #KINDS}; the frequent ones have several numbers
 * @param who index of a peer, counted around; one past the last is nobody
 * @param waitMillis passes before it
 * @param wallMicros where the wall clock jumps to, back or forth
 */
record Step(int kind, int who, int track, int value, int waitMillis, int wallMicros) {
    static final int KINDS = 24;

    private static final long NANOS_PER_MILLISECOND = 1_000_000L;
    private static final ComponentId CAMERA = new ComponentId("camera");

    Moment after(Moment now) {
        return new Moment(now.nanos() + waitMillis * NANOS_PER_MILLISECOND, wallMicros);
    }

    RoomCommand command(RoomState state) {
        return switch (kind) {
            case 0, 1, 2 -> new RoomCommand.AddPeer(unused(state), true);
            case 3 -> new RoomCommand.DeletePeer(peer(state));
            case 4, 5, 6, 7 -> new RoomCommand.ConnectPeer(peer(state), new ConnectionId(value));
            case 8, 9 -> new RoomCommand.DisconnectPeer(peer(state), connection(state), EndReason.LEFT);
            case 10, 11 -> new RoomCommand.UpdatePeerMetadata(peer(state), connection(state), metadata());
            case 12 -> new RoomCommand.CrashPeer(peer(state), "");
            case 13, 14, 15, 16 ->
                new RoomCommand.AddTrack(owner(state), new Track(trackId(), TrackType.AUDIO, metadata()));
            case 17 -> new RoomCommand.UpdateTrackMetadata(owner(state), trackId(), metadata());
            case 18 -> new RoomCommand.RemoveTrack(owner(state), trackId());
            case 19, 20 -> ofComponent(state);
            case 21 -> rare();
            default -> new RoomCommand.ExpireTimers();
        };
    }

    /** An id is minted once, so it holds the number of the event that makes it; the first digit shuffles the order. */
    private PeerId unused(RoomState state) {
        return new PeerId("p" + value + "-" + state.nextRoomSeq());
    }

    private PeerId peer(RoomState state) {
        List<PeerId> peers = List.copyOf(state.peers().keySet());
        int index = who % (peers.size() + 1);
        return index < peers.size() ? peers.get(index) : new PeerId("nobody");
    }

    /** Mostly that of the peer, sometimes another. */
    private ConnectionId connection(RoomState state) {
        return state.peer(peer(state))
                .flatMap(PeerState::connection)
                .filter(_ -> track != 0)
                .orElse(new ConnectionId(value));
    }

    private TrackOwner owner(RoomState state) {
        return who == 0 ? new TrackOwner.OfComponent(CAMERA) : new TrackOwner.OfPeer(peer(state));
    }

    private TrackId trackId() {
        return new TrackId("t" + track);
    }

    private Metadata metadata() {
        return value < 2 ? Metadata.NONE : new Metadata(Integer.toString(value));
    }

    private RoomCommand ofComponent(RoomState state) {
        if (!state.components().containsKey(CAMERA)) {
            return new RoomCommand.AddComponent(CAMERA, ComponentType.FILE, "{}", false);
        }
        return switch (value) {
            case 0 -> new RoomCommand.DeleteComponent(CAMERA);
            case 1 -> new RoomCommand.FinishComponent(CAMERA);
            case 2 -> new RoomCommand.CrashComponent(CAMERA, CrashCause.INTERNAL, "");
            case 3 -> new RoomCommand.SubscribeComponent(CAMERA, List.of("x"));
            case 4 -> new RoomCommand.DialPhone(CAMERA, "1");
            default -> new RoomCommand.EndCall(CAMERA);
        };
    }

    /** The end of the room, which would hide the rest if it came often. */
    private RoomCommand rare() {
        if (who > 1) {
            return new RoomCommand.ExpireTimers();
        }
        return switch (value) {
            case 0 -> new RoomCommand.DeleteRoom(EndReason.ROOM_DELETED);
            case 1 -> new RoomCommand.DeleteRoom(EndReason.DRAINED);
            case 2 -> new RoomCommand.CrashRoom(EndReason.ROOM_CRASHED, "");
            default -> new RoomCommand.ExpireTimers();
        };
    }
}
