package dev.ephyra.server.rooms;

import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.RoomState;
import dev.ephyra.server.peer.PeerOutbox;
import dev.ephyra.signaling.RoomSignaling;
import java.util.HashMap;
import java.util.Map;

/** One open room on its loop: its state, its peers' signalling, and how far the journal must be before it may speak. */
final class HostedRoom {
    final RoomState state;
    final RoomSignaling signaling;
    final StartedComponents components;

    /** The sockets of its peers; bounded by its peers and the one newcomer that each may have waiting. */
    final Map<ConnectionId, PeerOutbox> outboxes = new HashMap<>();

    /** The offset of the room's last appended record. */
    long headOffset;

    /** The number of its last appended record with a notification. */
    long recordedSeq;

    /** Whether its end is appended, or it broke before anything was. Nothing may follow. */
    boolean ended;

    HostedRoom(RoomId id, RoomPorts ports) {
        state = RoomState.absent(id);
        components = new StartedComponents(id, ports.components());
        signaling = ports.media().terms().map(RoomSignaling::new).orElseGet(RoomSignaling::new);
    }
}
