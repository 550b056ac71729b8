package dev.ephyra.conformance.campaign;

import dev.ephyra.testkit.Notification;
import dev.ephyra.testkit.RoomModel;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.delivery.EventMeta;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The oracle of a resuming subscriber: the union of what its connections were told has each room's numbers from 1 on, once and
 * in order. Owned by one test thread.
 */
final class StreamLedger {
    private final Map<String, Long> seqs = new HashMap<>();
    private final Set<String> ids = new HashSet<>();
    private final Map<String, List<Notification>> byRoom = new LinkedHashMap<>();
    private final List<String> broken = new ArrayList<>();
    private long duplicated;
    private long reordered;

    /** Adds what one connection told, in order. */
    void add(List<ServerMessage> told) {
        for (ServerMessage message : told) {
            Notification.of(message).ifPresent(notification -> add(message.getMeta(), notification));
        }
    }

    private void add(EventMeta meta, Notification notification) {
        if (!ids.add(meta.getEventId())) {
            duplicated++;
            broken.add("repeated: " + notification + " " + meta.getEventId());
            return;
        }
        long before = seqs.getOrDefault(meta.getRoomEpoch(), 0L);
        if (meta.getRoomSeq() != before + 1) {
            reordered += meta.getRoomSeq() <= before ? 1 : 0;
            broken.add("number " + meta.getRoomSeq() + " after " + before + ": " + notification);
        }
        seqs.put(meta.getRoomEpoch(), meta.getRoomSeq());
        byRoom.computeIfAbsent(notification.roomId(), _ -> new ArrayList<>()).add(notification);
    }

    int events() {
        return ids.size();
    }

    Map<String, List<Notification>> byRoom() {
        return byRoom;
    }

    /** Writes it down, with what is missing by the model. */
    void judge(RowRecord row, RoomModel model) {
        judge(row);
        List<String> missing = model.differences(byRoom);
        row.lost(missing.size());
        missing.stream().limit(5).forEach(row::broke);
    }

    /** Writes it down, where no model says what it should be. */
    void judge(RowRecord row) {
        row.streamed(events(), reordered, duplicated);
        broken.stream().limit(5).forEach(row::broke);
    }
}
