package dev.ephyra.signaling;

import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.EndReason;
import dev.ephyra.room.RoomAnswer;
import dev.ephyra.room.RoomCommand;

/** What {@link RoomSignaling} wants done by the loop of its room, in this order. */
public sealed interface SignalingOutput {
    /** Tells a connected peer. */
    record ToPeer(ConnectionId connection, PeerEvent event) implements SignalingOutput {}

    /**
     * Hands a command to the room. The loop decides and applies it, gives each event to {@link RoomSignaling#onEvent}, and
     * then the answer to {@link RoomSignaling#answered}, or calls {@link RoomSignaling#unavailable}.
     */
    record Decide(RoomCommand command) implements SignalingOutput {}

    /** The connection was let in, durably: {@code authenticated} goes out. */
    record Admit(ConnectionId connection) implements SignalingOutput {}

    /** The connection was not let in: close code 1000 with this reason. */
    record Refuse(ConnectionId connection, String reason) implements SignalingOutput {
        /** What an answer of the room other than acceptance means to a client. */
        static Refuse because(ConnectionId connection, RoomAnswer answer) {
            if (answer instanceof RoomAnswer.PeerNotFound) {
                return new Refuse(connection, CloseReason.PEER_NOT_FOUND);
            }
            return new Refuse(
                    connection,
                    answer instanceof RoomAnswer.RoomNotFound
                            ? CloseReason.ROOM_NOT_FOUND
                            : CloseReason.ALREADY_CONNECTED);
        }
    }

    /** Pings the connection; the answer comes back through {@link RoomSignaling#probeAnswered}. */
    record Probe(ConnectionId connection) implements SignalingOutput {}

    /** For the media of a connection. */
    record Media(ConnectionId connection, MediaCommand command) implements SignalingOutput {}

    /** One line for the log; at most one of each kind for a connection, so that a client cannot fill the disk. */
    record Warn(ConnectionId connection, String text) implements SignalingOutput {}

    /** A defect of ours, for the log: the peer of this connection ends with it. */
    record Broke(ConnectionId connection, Throwable cause) implements SignalingOutput {}

    /** Closes a connection. {@code reason} is at most 123 bytes of UTF-8 (RFC 6455 section 5.5). */
    record CloseConnection(ConnectionId connection, int code, String reason) implements SignalingOutput {
        /** Something of ours failed; clients come again. */
        static CloseConnection broken(ConnectionId connection) {
            return new CloseConnection(connection, CloseReason.INTERNAL_ERROR, CloseReason.INTERNAL_SERVER_ERROR);
        }

        /** What a client is told when its peer's connection ended for {@code reason}. */
        static CloseConnection farewell(ConnectionId connection, EndReason reason) {
            return switch (reason) {
                case LEFT, KICKED, TIMEOUT, FINISHED ->
                    new CloseConnection(connection, CloseReason.NORMAL, CloseReason.PEER_REMOVED);
                case ROOM_DELETED, DRAINED ->
                    new CloseConnection(connection, CloseReason.NORMAL, CloseReason.ROOM_STOPPED);
                case NETWORK_LOST ->
                    new CloseConnection(connection, CloseReason.GOING_AWAY, CloseReason.CONNECTION_LOST);
                case ROOM_CRASHED, NODE_RESTARTED, PEER_CRASHED, COMPONENT_CRASHED -> broken(connection);
            };
        }
    }
}
