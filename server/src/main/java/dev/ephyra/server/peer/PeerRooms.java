package dev.ephyra.server.peer;

import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.EndReason;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomId;
import dev.ephyra.signaling.Dialect;
import dev.ephyra.signaling.PeerCommand;

/**
 * The way from peer sockets into the rooms. Thread-safe, never blocks; for one connection the order of calls is kept.
 * A call that finds its room's mailbox full closes the connection through its {@link PeerOutbox}; only {@link #closed}
 * is always taken.
 */
public interface PeerRooms {
    /**
     * A socket presented a valid token. Answered by {@link PeerOutbox#admitted} or {@link PeerOutbox#refused}; refused with
     * {@code room not found} if there is no such room.
     */
    void enter(RoomId room, PeerId peer, ConnectionId connection, Dialect dialect, PeerOutbox outbox);

    /**
     * The peer said something; only after {@link PeerOutbox#admitted}.
     *
     * @param workedOff run on the room's thread once the room is through with it; not if its mailbox is full
     */
    void command(RoomId room, PeerId peer, ConnectionId connection, PeerCommand command, Runnable workedOff);

    /** The socket answered {@link PeerOutbox#probe}. */
    void probeAnswered(RoomId room, PeerId peer, ConnectionId connection);

    /**
     * The socket is gone. Called exactly once for every connection that entered, whatever became of it.
     *
     * @param reason {@link EndReason#LEFT} after a close by the client, else {@link EndReason#NETWORK_LOST}
     */
    void closed(RoomId room, PeerId peer, ConnectionId connection, EndReason reason);
}
