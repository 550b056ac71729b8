package dev.ephyra.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What a simulation expects of the journal: all that was appended, and up to where it was promised. */
final class JournalModel {
    private final List<Draft> appended = new ArrayList<>();
    private final List<Long> batchEnds = new ArrayList<>();
    private final Map<String, Long> roomSeqs = new LinkedHashMap<>();
    private long promised;
    private int opened;

    /** A batch that some rooms could have made: each is opened, told of, and perhaps closed. */
    List<Draft> nextBatch(Random random) {
        List<Draft> batch = new ArrayList<>();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            if (roomSeqs.isEmpty() || random.nextInt(5) == 0) {
                String room = "room-" + ++opened;
                roomSeqs.put(room, 1L);
                batch.add(draft(room, 1, JournalRecord.Lifecycle.OPENS, random));
            } else {
                List<String> rooms = List.copyOf(roomSeqs.keySet());
                String room = rooms.get(random.nextInt(rooms.size()));
                long seq = roomSeqs.getOrDefault(room, 0L) + 1;
                boolean closes = random.nextInt(8) == 0;
                roomSeqs.put(room, seq);
                batch.add(draft(
                        room,
                        seq,
                        closes ? JournalRecord.Lifecycle.CLOSES : JournalRecord.Lifecycle.CONTINUES,
                        random));
                if (closes) {
                    roomSeqs.remove(room);
                }
            }
        }
        return batch;
    }

    private static Draft draft(String room, long seq, JournalRecord.Lifecycle lifecycle, Random random) {
        return Drafts.draft(room, Drafts.epoch(room), seq, lifecycle, random.nextInt(200));
    }

    void appended(List<Draft> batch, long last) {
        appended.addAll(batch);
        batchEnds.add(last);
        assertThat(last).isEqualTo(appended.size());
    }

    void promised(long durable) {
        assertThat(durable).isBetween(promised, (long) appended.size());
        promised = durable;
    }

    long promised() {
        return promised;
    }

    String text(long offset) {
        return Drafts.text(Drafts.record(appended.get((int) offset - 1), offset));
    }

    /** What a restart may find: at least what was promised, at most what was appended, in whole batches. */
    void restarted(long durable) {
        assertThat(durable).isBetween(promised, (long) appended.size());
        assertThat(durable == 0 || batchEnds.contains(durable))
                .as("%s ends a batch", durable)
                .isTrue();
        promised = durable;
        appended.subList((int) durable, appended.size()).clear();
        batchEnds.removeIf(end -> end > durable);
        roomSeqs.clear();
        for (Draft draft : appended) {
            switch (draft.lifecycle()) {
                case OPENS, CONTINUES -> roomSeqs.put(draft.room(), draft.roomSeq());
                case CLOSES -> roomSeqs.remove(draft.room());
            }
        }
    }

    List<Recovery.OpenRoom> openRooms() {
        return roomSeqs.entrySet().stream()
                .map(room -> new Recovery.OpenRoom(
                        room.getKey(), Drafts.epoch(room.getKey()), room.getValue(), 1_000_000 + room.getValue()))
                .sorted(Comparator.comparingInt(
                        room -> Integer.parseInt(room.room().substring("room-".length()))))
                .toList();
    }

    /** What the notifications of one room after {@code seq} are, of those from {@code oldest} on. */
    List<String> history(String room, long seq, long oldest) {
        List<String> found = new ArrayList<>();
        for (long offset = oldest; offset <= promised; offset++) {
            Draft draft = appended.get((int) offset - 1);
            if (draft.room().equals(room) && draft.roomSeq() > seq) {
                found.add(text(offset));
            }
        }
        return found;
    }

    String someRoom(Random random) {
        return "room-" + (1 + random.nextInt(Math.max(1, opened)));
    }
}
