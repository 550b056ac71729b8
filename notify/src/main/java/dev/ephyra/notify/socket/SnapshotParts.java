package dev.ephyra.notify.socket;

import dev.ephyra.room.RoomSnapshot;
import dev.ephyra.room.Track;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.delivery.ComponentState;
import dev.ephyra.wire.delivery.PeerState;
import dev.ephyra.wire.delivery.RoomState;
import dev.ephyra.wire.delivery.RoomsSnapshot;
import dev.ephyra.wire.delivery.TrackState;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;

/**
 * A snapshot as messages, made one at a time. A room with many peers goes on in the next part: further peers and components
 * under the same id, epoch and number. A single peer or component that is larger than a part has one of its own.
 */
final class SnapshotParts implements Iterator<byte[]> {
    /** The Python notifier takes messages of 1 MiB. */
    static final int MAX_PART_BYTES = 512 << 10;

    /** What the envelope of an entry and of its room take at most, beside their texts. */
    private static final int ENVELOPE_BYTES = 64;

    private final Iterator<RoomSnapshot> rooms;
    private boolean lastGiven;
    private RoomsSnapshot.Builder part = RoomsSnapshot.newBuilder();
    private int bytes;
    private Iterator<PeerState> peers = List.<PeerState>of().iterator();
    private Iterator<ComponentState> components = List.<ComponentState>of().iterator();
    private RoomState head = RoomState.getDefaultInstance();

    /** @param rooms those that the receiver wants */
    SnapshotParts(List<RoomSnapshot> rooms) {
        this.rooms = rooms.iterator();
    }

    @Override
    public boolean hasNext() {
        return !lastGiven;
    }

    /** The next ServerMessage; the last one says so. */
    @Override
    public byte[] next() {
        if (lastGiven) {
            throw new NoSuchElementException("the last part was given");
        }
        part = RoomsSnapshot.newBuilder();
        bytes = 0;
        while (bytes < MAX_PART_BYTES && (isInRoom() || rooms.hasNext())) {
            if (!isInRoom()) {
                enter(rooms.next());
            }
            takeRoom();
        }
        lastGiven = !isInRoom() && !rooms.hasNext();
        return ServerMessage.newBuilder()
                .setRoomsSnapshot(part.setLast(lastGiven))
                .build()
                .toByteArray();
    }

    private boolean isInRoom() {
        return peers.hasNext() || components.hasNext();
    }

    private void enter(RoomSnapshot room) {
        head = RoomState.newBuilder()
                .setRoomId(room.config().roomId().value())
                .setRoomEpoch(room.epoch().toString())
                .setRoomSeq(room.roomSeq())
                .setMetadata(room.config().metadata().json())
                .build();
        peers = room.peers().stream().map(SnapshotParts::peer).iterator();
        components = room.components().stream().map(SnapshotParts::component).iterator();
    }

    /** As much of the room as fits; at least one entry of it. */
    private void takeRoom() {
        RoomState.Builder room = head.toBuilder();
        bytes += head.getSerializedSize() + ENVELOPE_BYTES;
        while (bytes < MAX_PART_BYTES && peers.hasNext()) {
            PeerState peer = peers.next();
            bytes += peer.getSerializedSize() + ENVELOPE_BYTES;
            room.addPeers(peer);
        }
        while (bytes < MAX_PART_BYTES && components.hasNext()) {
            ComponentState component = components.next();
            bytes += component.getSerializedSize() + ENVELOPE_BYTES;
            room.addComponents(component);
        }
        part.addRooms(room);
    }

    private static PeerState peer(RoomSnapshot.PeerSnapshot peer) {
        return PeerState.newBuilder()
                .setPeerId(peer.id().value())
                .setConnected(peer.connected())
                .setMetadata(peer.metadata().json())
                .addAllTracks(peer.tracks().stream().map(SnapshotParts::track).toList())
                .build();
    }

    private static ComponentState component(RoomSnapshot.ComponentSnapshot component) {
        return ComponentState.newBuilder()
                .setComponentId(component.id().value())
                .setType(component.type().apiName())
                .setProperties(component.propertiesJson())
                .addAllTracks(
                        component.tracks().stream().map(SnapshotParts::track).toList())
                .build();
    }

    private static TrackState track(Track track) {
        return TrackState.newBuilder()
                .setTrackId(track.id().value())
                .setType(track.type().name().toLowerCase(Locale.ROOT))
                .setMetadata(track.metadata().json())
                .build();
    }
}
