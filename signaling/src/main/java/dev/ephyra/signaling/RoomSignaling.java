package dev.ephyra.signaling;

import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.EndReason;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomAnswer;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.room.RoomEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Owned by the loop of its room. The contract; its behaviour comes with the next commit. */
public final class RoomSignaling {
    private final List<SignalingOutput> outputs = new ArrayList<>();

    /** A socket presented a valid token: leads to {@code Decide(ConnectPeer)}, {@code Probe} or {@code Refuse}. */
    public void entering(PeerId peer, ConnectionId connection, Dialect dialect, long nowNanos) {}

    /** An event of the room, right after it was applied. */
    public void onEvent(RoomEvent event, long nowNanos) {}

    /** What the room answered to a {@code Decide}, after the events it led to. */
    public void answered(RoomCommand command, RoomAnswer answer, long nowNanos) {}

    /** A {@code Decide} could not be carried out, or not made durable in time. */
    public void unavailable(RoomCommand command, long nowNanos) {}

    /** The {@code PeerConnected} of this connection is durable. */
    public void admitted(ConnectionId connection, long nowNanos) {}

    /** The peer said something on this connection. */
    public void onPeerCommand(PeerId peer, ConnectionId connection, PeerCommand command, long nowNanos) {}

    /** A {@code Probe} was answered. */
    public void probeAnswered(ConnectionId connection, long nowNanos) {}

    /** The socket is gone; also called for connections that were refused or closed by us. */
    public void closed(PeerId peer, ConnectionId connection, EndReason reason, long nowNanos) {}

    /** When {@link #onTime} is to be called next. */
    public OptionalLong nextDeadlineNanos() {
        return OptionalLong.empty();
    }

    /** A deadline may have passed. */
    public void onTime(long nowNanos) {}

    /** Takes what is to be done since the last call, in order. To be called after every input, until it is empty. */
    public List<SignalingOutput> drain() {
        List<SignalingOutput> drained = List.copyOf(outputs);
        outputs.clear();
        return drained;
    }
}
