package dev.ephyra.notify.socket;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.delivery.PeerState;
import dev.ephyra.wire.delivery.RoomState;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/** A client of a stream: takes frames apart, and builds the rooms from a snapshot and what follows, believing nothing. */
final class Receiver {
    final List<ServerMessage> messages = new ArrayList<>();
    final List<StreamOutput> others = new ArrayList<>();
    final Map<UUID, LogWorld.Known> rooms = new HashMap<>();

    /** Of the last turn that came. */
    long position;

    /** Takes everything that {@code stream} has to give; what came of it. */
    List<ServerMessage> drain(EventStream stream) {
        int before = messages.size();
        for (Optional<StreamOutput> next = stream.poll(); next.isPresent(); next = stream.poll()) {
            switch (next.get()) {
                case StreamOutput.Frames(List<ByteBuffer> bytes, long at) -> {
                    position = at;
                    messages.addAll(decode(bytes));
                }
                case StreamOutput.Ping ping -> others.add(ping);
                case StreamOutput.Keep keep -> others.add(keep);
                case StreamOutput.Close close -> others.add(close);
            }
        }
        return List.copyOf(messages.subList(before, messages.size()));
    }

    static List<ServerMessage> decode(List<ByteBuffer> slices) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (ByteBuffer slice : slices) {
            byte[] part = new byte[slice.remaining()];
            slice.duplicate().get(part);
            joined.writeBytes(part);
        }
        ByteBuffer frames = ByteBuffer.wrap(joined.toByteArray());
        List<ServerMessage> decoded = new ArrayList<>();
        while (frames.hasRemaining()) {
            assertThat(frames.get()).isEqualTo((byte) 0x82);
            int length = frames.get();
            long bytes = length < 126 ? length : length == 126 ? frames.getShort() & 0xFFFF : frames.getLong();
            byte[] payload = new byte[(int) bytes];
            frames.get(payload);
            try {
                decoded.add(ServerMessage.parseFrom(payload));
            } catch (InvalidProtocolBufferException notOne) {
                throw new AssertionError("a frame is no ServerMessage", notOne);
            }
        }
        return decoded;
    }

    /** Believes a part of a snapshot. */
    void start(ServerMessage part) {
        for (RoomState room : part.getRoomsSnapshot().getRoomsList()) {
            UUID epoch = UUID.fromString(room.getRoomEpoch());
            TreeSet<String> peers = room.getPeersList().stream()
                    .map(PeerState::getPeerId)
                    .collect(Collectors.toCollection(TreeSet::new));
            LogWorld.Known before = rooms.get(epoch);
            if (before != null) {
                peers.addAll(before.peers());
            }
            rooms.put(epoch, new LogWorld.Known(room.getRoomId(), epoch, room.getRoomSeq(), peers));
        }
    }

    /** Applies a notification, which must be exactly the next one of its room. */
    void apply(ServerMessage told) {
        UUID epoch = UUID.fromString(told.getMeta().getRoomEpoch());
        long seq = told.getMeta().getRoomSeq();
        LogWorld.Known before = rooms.get(epoch);
        assertThat(seq).as("of %s after %s", told, before).isEqualTo(before == null ? 1 : before.seq() + 1);
        assertThat(told.getMeta().getPrevSeq()).isEqualTo(seq - 1);
        TreeSet<String> peers = before == null ? new TreeSet<>() : new TreeSet<>(before.peers());
        if (told.hasPeerAdded()) {
            assertThat(peers.add(told.getPeerAdded().getPeerId())).isTrue();
        } else if (told.hasPeerDeleted()) {
            assertThat(peers.remove(told.getPeerDeleted().getPeerId())).isTrue();
        }
        if (told.hasRoomDeleted()) {
            rooms.remove(epoch);
        } else {
            String room = before == null ? told.getRoomCreated().getRoomId() : before.room();
            rooms.put(epoch, new LogWorld.Known(room, epoch, seq, peers));
        }
    }
}
