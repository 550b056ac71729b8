package dev.ephyra.bench.scenario;

import dev.ephyra.bench.ScenarioFailure;
import dev.ephyra.bench.load.StreamSubscriber;
import dev.ephyra.bench.scenario.RoomModel.Kind;
import dev.ephyra.bench.scenario.RoomModel.Step;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.delivery.PeerState;
import dev.ephyra.wire.delivery.RoomState;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one stream was told: the rooms of its snapshot, and what followed of each. Owned by the thread of its loop. */
final class SnapshotReceiver implements StreamSubscriber.MessageHandler {
    private final Map<String, Told> rooms = new HashMap<>();
    private long snapshotBytes;
    private long wholeNanos;

    /** Of one room. */
    private static final class Told {
        private final int snapshotSeq;
        private final Set<String> peers = new HashSet<>();
        private final List<Step> after = new ArrayList<>();

        private Told(int snapshotSeq) {
            this.snapshotSeq = snapshotSeq;
        }

        private int lastSeq() {
            return snapshotSeq + after.size();
        }
    }

    /** When the last part was read; 0 before. */
    long wholeNanos() {
        return wholeNanos;
    }

    long snapshotBytes() {
        return snapshotBytes;
    }

    @Override
    public void received(ByteBuffer bytes, int offset, int length, long nowNanos) throws ScenarioFailure {
        ServerMessage message = StreamSubscriber.parse(bytes, offset, length);
        if (message.hasRoomsSnapshot()) {
            ScenarioFailure.unless(wholeNanos == 0, "a snapshot went on after its end");
            snapshotBytes += length;
            for (RoomState room : message.getRoomsSnapshot().getRoomsList()) {
                Told told = rooms.computeIfAbsent(room.getRoomId(), id -> new Told((int) room.getRoomSeq()));
                ScenarioFailure.unless(told.lastSeq() == room.getRoomSeq(), "a room comes twice in a snapshot");
                for (PeerState peer : room.getPeersList()) {
                    told.peers.add(peer.getPeerId());
                }
            }
            wholeNanos = message.getRoomsSnapshot().getLast() ? nowNanos : 0;
        } else {
            ScenarioFailure.unless(wholeNanos != 0, "a notification came inside the snapshot");
            notified(message);
        }
    }

    private void notified(ServerMessage message) throws ScenarioFailure {
        String room = "";
        if (message.hasRoomCreated()) {
            room = told(message, message.getRoomCreated().getRoomId(), Kind.CREATED, "");
        } else if (message.hasRoomDeleted()) {
            room = told(message, message.getRoomDeleted().getRoomId(), Kind.ENDED, "");
        } else if (message.hasPeerAdded()) {
            ServerMessage.PeerAdded peer = message.getPeerAdded();
            room = told(message, peer.getRoomId(), Kind.PEER_ADDED, peer.getPeerId());
        } else if (message.hasPeerDeleted()) {
            ServerMessage.PeerDeleted peer = message.getPeerDeleted();
            room = told(message, peer.getRoomId(), Kind.PEER_DELETED, peer.getPeerId());
        }
        ScenarioFailure.unless(!room.isEmpty(), "a notification that nothing led to: " + message.getContentCase());
    }

    private String told(ServerMessage message, String room, Kind kind, String peer) throws ScenarioFailure {
        Told told = rooms.computeIfAbsent(room, id -> new Told(0));
        long seq = message.getMeta().getRoomSeq();
        ScenarioFailure.unless(
                seq == told.lastSeq() + 1, "room " + room + ": number " + seq + " after " + told.lastSeq());
        told.after.add(new Step(kind, peer));
        return room;
    }

    /** Whether nothing more is to come. */
    boolean hasAllOf(List<RoomModel> models) {
        return models.stream().allMatch(model -> {
            Told told = rooms.get(model.id());
            return told == null
                    ? model.mayHaveEndedBefore(wholeNanos)
                    : told.lastSeq() >= model.steps().size();
        });
    }

    /** Fails unless what was told of each room is its model: the state as of its number, then every step. */
    void check(List<RoomModel> models) throws ScenarioFailure {
        Set<String> known = new HashSet<>();
        for (RoomModel model : models) {
            known.add(model.id());
            Told told = rooms.get(model.id());
            if (told == null) {
                ScenarioFailure.unless(model.mayHaveEndedBefore(wholeNanos), "room " + model.id() + " was left out");
                continue;
            }
            List<Step> steps = model.steps();
            ScenarioFailure.unless(
                    told.snapshotSeq <= steps.size() && told.peers.equals(model.peersAfter(told.snapshotSeq)),
                    "room " + model.id() + ": the snapshot is not the room after number " + told.snapshotSeq);
            ScenarioFailure.unless(
                    told.after.equals(steps.subList(told.snapshotSeq, steps.size())),
                    "room " + model.id() + ": what followed the snapshot is not what happened");
        }
        ScenarioFailure.unless(known.containsAll(rooms.keySet()), "a room that nobody made");
    }
}
