package dev.ephyra.signaling;

import dev.ephyra.room.ConnectionId;
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
    record Refuse(ConnectionId connection, String reason) implements SignalingOutput {}

    /** Pings the connection; the answer comes back through {@link RoomSignaling#probeAnswered}. */
    record Probe(ConnectionId connection) implements SignalingOutput {}

    /** Closes a connection. {@code reason} is at most 123 bytes of UTF-8 (RFC 6455 section 5.5). */
    record CloseConnection(ConnectionId connection, int code, String reason) implements SignalingOutput {}
}
