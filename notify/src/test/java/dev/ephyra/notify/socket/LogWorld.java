package dev.ephyra.notify.socket;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.journal.JournalRecord.Lifecycle;
import dev.ephyra.notify.record.EventCodec;
import dev.ephyra.notify.record.EventContext;
import dev.ephyra.notify.record.NotificationEncoder;
import dev.ephyra.room.ComponentId;
import dev.ephyra.room.ComponentType;
import dev.ephyra.room.EndReason;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomConfig;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.RoomSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Rooms that come, change and go at random, each owned by one of some loops, and the log of it. Ids are used again at once.
 * Silent events are among them.
 */
final class LogWorld {
    static final UUID LOG = new UUID(3, 4);
    static final int LOOPS = 3;
    private static final int IDS = 8;

    final List<JournalRecord> log = new ArrayList<>();
    private final Map<String, Room> open = new HashMap<>();
    private final Random random;

    LogWorld(Random random) {
        this.random = random;
    }

    /** What a backend can know of a room. */
    record Known(String room, UUID epoch, long seq, TreeSet<String> peers) {}

    private static final class Room {
        private final UUID epoch;
        private final TreeSet<String> peers = new TreeSet<>();
        private long seq;

        Room(UUID epoch) {
            this.epoch = epoch;
        }
    }

    /** The offset of the last record. */
    long head() {
        return log.size();
    }

    /** Something happens in some room. */
    void step() {
        String id = "room" + random.nextInt(IDS);
        Room room = open.get(id);
        if (room == null) {
            room = new Room(new UUID(9, head() + 1));
            open.put(id, room);
            add(id, room, Lifecycle.OPENS, new RoomEvent.RoomCreated(config(id), room.epoch));
            return;
        }
        switch (random.nextInt(6)) {
            case 0 -> {
                open.remove(id);
                add(id, room, Lifecycle.CLOSES, new RoomEvent.RoomDeleted(EndReason.ROOM_DELETED));
            }
            case 1 -> {
                if (!room.peers.isEmpty()) {
                    String peer = room.peers.removeFirst();
                    add(id, room, Lifecycle.CONTINUES, new RoomEvent.PeerDeleted(new PeerId(peer), EndReason.KICKED));
                }
            }
            case 2 ->
                add(
                        id,
                        room,
                        Lifecycle.CONTINUES,
                        new RoomEvent.ComponentAdded(new ComponentId("c"), ComponentType.HLS, "{}", false));
            default -> {
                String peer = "p" + head();
                room.peers.add(peer);
                add(id, room, Lifecycle.CONTINUES, new RoomEvent.PeerAdded(new PeerId(peer), false));
            }
        }
    }

    private void add(String id, Room room, Lifecycle lifecycle, RoomEvent event) {
        long seq = event.isNotified() ? ++room.seq : 0;
        EventContext context =
                new EventContext(config(id).metadata(), Metadata.NONE, room.peers.size(), 0, 0, 0, false);
        log.add(new JournalRecord(
                head() + 1,
                id,
                room.epoch,
                seq,
                new UUID(0, head() + 1),
                head(),
                lifecycle,
                EventCodec.encode(event, context),
                NotificationEncoder.encode(new RoomId(id), event)));
    }

    /** Rooms with an even number say so in their metadata. */
    private static RoomConfig config(String id) {
        boolean even = (id.charAt(id.length() - 1) - '0') % 2 == 0;
        return new RoomConfig(
                new RoomId(id),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                new Metadata("{\"even\":" + even + "}"),
                false);
    }

    /** What a loop shows of its rooms now. */
    List<RoomSnapshot> shownBy(int loop) {
        return open.entrySet().stream()
                .filter(entry -> Math.floorMod(entry.getKey().hashCode(), LOOPS) == loop)
                .map(entry -> new RoomSnapshot(
                        config(entry.getKey()),
                        entry.getValue().epoch,
                        entry.getValue().seq,
                        entry.getValue().peers.stream()
                                .map(peer -> new RoomSnapshot.PeerSnapshot(
                                        new PeerId(peer), false, Metadata.NONE, List.of()))
                                .toList(),
                        List.of()))
                .toList();
    }

    /** What there is to know now, by epoch. */
    Map<UUID, Known> known() {
        Map<UUID, Known> known = new HashMap<>();
        open.forEach(
                (id, room) -> known.put(room.epoch, new Known(id, room.epoch, room.seq, new TreeSet<>(room.peers))));
        return known;
    }

    List<JournalRecord> after(long offset) {
        return log.subList((int) offset, log.size());
    }
}
