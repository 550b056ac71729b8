package dev.ephyra.bench.scenario;

import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.ServerMessage.PeerAdded;
import dev.ephyra.wire.ServerMessage.PeerDeleted;
import dev.ephyra.wire.ServerMessage.RoomCrashed;
import dev.ephyra.wire.ServerMessage.RoomCreated;
import java.util.zip.CRC32;

/**
 * The notifications that one room must have made, and those that were told, each as a checksum over all of them in their order.
 * For rooms that are not deleted: then every notification's place is known.
 */
final class OrderedLedger {
    private final String id;
    private final CRC32 made = new CRC32();
    private final CRC32 told = new CRC32();
    private int madeCount;
    private int toldCount;

    OrderedLedger(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }

    int made() {
        return madeCount;
    }

    void created() {
        make(ServerMessage.newBuilder().setRoomCreated(RoomCreated.newBuilder().setRoomId(id)));
    }

    void peerAdded(String peer) {
        make(ServerMessage.newBuilder()
                .setPeerAdded(PeerAdded.newBuilder().setRoomId(id).setPeerId(peer)));
    }

    void peerDeleted(String peer) {
        make(ServerMessage.newBuilder()
                .setPeerDeleted(PeerDeleted.newBuilder().setRoomId(id).setPeerId(peer)));
    }

    void crashed() {
        make(ServerMessage.newBuilder().setRoomCrashed(RoomCrashed.newBuilder().setRoomId(id)));
    }

    void told(byte[] bytes, int offset, int length) {
        told.update(bytes, offset, length);
        toldCount++;
    }

    /** Whether what was told is what was made, in order, once. */
    boolean isEven() {
        return madeCount == toldCount && made.getValue() == told.getValue();
    }

    private void make(ServerMessage.Builder message) {
        made.update(message.build().toByteArray());
        madeCount++;
    }
}
