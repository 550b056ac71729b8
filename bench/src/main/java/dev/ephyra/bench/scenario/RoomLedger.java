package dev.ephyra.bench.scenario;

import dev.ephyra.bench.ScenarioFailure;
import dev.ephyra.wire.ServerMessage;
import java.util.zip.CRC32;

/**
 * What REST answered about one room, and what its webhook was told. Checksums stand for both lists, so that they cost
 * little: one in order over the room's beginning, a sum over the ends of its peers, whose order is the server's choice.
 */
final class RoomLedger {
    // Tags of ServerMessage: field 11 is room_deleted; field 21, peer_deleted, has two bytes.
    private static final byte ROOM_DELETED = (11 << 3) | 2;
    private static final byte PEER_DELETED = (byte) ((21 << 3) | 2 | 0x80);
    private static final byte PEER_DELETED_SECOND = (21 << 3) >> 7;

    private final String id;
    private final CRC32 answered = new CRC32();
    private final CRC32 told = new CRC32();
    private final CRC32 one = new CRC32();
    private long answeredEnds;
    private long toldEnds;
    private int endings;

    RoomLedger(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }

    /** REST has answered that the room is there. */
    void created() {
        answered.update(ServerMessage.newBuilder()
                .setRoomCreated(ServerMessage.RoomCreated.newBuilder().setRoomId(id))
                .build()
                .toByteArray());
    }

    /** REST has answered that the peer is there; its end will come with the room's. */
    void peerAdded(String peer) {
        answered.update(ServerMessage.newBuilder()
                .setPeerAdded(ServerMessage.PeerAdded.newBuilder().setRoomId(id).setPeerId(peer))
                .build()
                .toByteArray());
        byte[] end = ServerMessage.newBuilder()
                .setPeerDeleted(
                        ServerMessage.PeerDeleted.newBuilder().setRoomId(id).setPeerId(peer))
                .build()
                .toByteArray();
        answeredEnds += checksum(end, 0, end.length);
    }

    /** The webhook was told this. */
    void delivered(byte[] bytes, int offset, int length) throws ScenarioFailure {
        ScenarioFailure.unless(endings == 0, "room " + id + " was spoken of after its end");
        byte tag = length > 1 ? bytes[offset] : 0;
        if (tag == ROOM_DELETED) {
            endings++;
        } else if (tag == PEER_DELETED && bytes[offset + 1] == PEER_DELETED_SECOND) {
            toldEnds += checksum(bytes, offset, length);
        } else {
            ScenarioFailure.unless(toldEnds == 0, "room " + id + ": a beginning after an end");
            told.update(bytes, offset, length);
        }
    }

    /** Fails unless both lists are the same. */
    void check() throws ScenarioFailure {
        ScenarioFailure.unless(
                answered.getValue() == told.getValue(), "room " + id + ": lost, doubled or out of order");
        ScenarioFailure.unless(answeredEnds == toldEnds, "room " + id + ": the ends of its peers differ");
        ScenarioFailure.unless(endings == 1, "room " + id + " has no end");
    }

    private long checksum(byte[] bytes, int offset, int length) {
        one.reset();
        one.update(bytes, offset, length);
        return one.getValue();
    }
}
