package dev.ephyra.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.delivery.PeerState;
import dev.ephyra.wire.delivery.RoomState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The rooms as a subscriber builds them from a snapshot and what follows, who takes nothing for granted: each notification must
 * be the next one of its room, or this fails. Owned by one test thread.
 */
public final class KnownRooms {
    private final Map<String, Known> byEpoch = new HashMap<>();

    /** What a subscriber knows of one incarnation of a room. */
    private record Known(String room, long seq, Set<String> peers) {}

    private KnownRooms() {}

    /** What one connection told, in order. */
    public static KnownRooms of(List<ServerMessage> told) {
        KnownRooms known = new KnownRooms();
        for (ServerMessage message : told) {
            if (message.hasRoomsSnapshot()) {
                message.getRoomsSnapshot().getRoomsList().forEach(known::add);
            } else {
                known.apply(message);
            }
        }
        return known;
    }

    /** The open rooms and their peers. */
    public Map<String, Set<String>> peersByRoom() {
        Map<String, Set<String>> rooms = new TreeMap<>();
        byEpoch.values()
                .forEach(
                        room -> assertThat(rooms.put(room.room(), room.peers())).isNull());
        return rooms;
    }

    private void add(RoomState room) {
        Set<String> peers = new TreeSet<>();
        room.getPeersList().stream().map(PeerState::getPeerId).forEach(peers::add);
        byEpoch.put(room.getRoomEpoch(), new Known(room.getRoomId(), room.getRoomSeq(), peers));
    }

    private void apply(ServerMessage message) {
        String epoch = message.getMeta().getRoomEpoch();
        long seq = message.getMeta().getRoomSeq();
        Known before = byEpoch.get(epoch);
        assertThat(seq).as("%s after %s", message, before).isEqualTo(before == null ? 1 : before.seq() + 1);
        Set<String> peers = before == null ? new TreeSet<>() : before.peers();
        if (message.hasPeerAdded()) {
            peers.add(message.getPeerAdded().getPeerId());
        } else if (message.hasPeerDeleted()) {
            peers.remove(message.getPeerDeleted().getPeerId());
        }
        if (message.hasRoomDeleted()) {
            byEpoch.remove(epoch);
        } else {
            String room = before == null ? message.getRoomCreated().getRoomId() : before.room();
            byEpoch.put(epoch, new Known(room, seq, peers));
        }
    }
}
