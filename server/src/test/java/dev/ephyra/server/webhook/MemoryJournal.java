package dev.ephyra.server.webhook;

import dev.ephyra.journal.Draft;
import dev.ephyra.journal.Journal;
import dev.ephyra.journal.JournalCursor;
import dev.ephyra.journal.JournalHealth;
import dev.ephyra.journal.JournalRecord;
import dev.ephyra.journal.JournalRecord.Lifecycle;
import dev.ephyra.journal.JournalStatistics;
import dev.ephyra.journal.Recovery;
import dev.ephyra.notify.record.EventCodec;
import dev.ephyra.room.EndReason;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomConfig;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.RoomId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** A journal that outlives its readers. Everything appended is durable at once. Thread-safe. */
final class MemoryJournal implements Journal {
    private final List<JournalRecord> log = new ArrayList<>();
    private final Map<String, Long> heads = new HashMap<>();
    private final UUID epoch = new UUID(1, 2);
    private final Set<Long> damaged = new HashSet<>();
    private long oldest = 1;
    private boolean failing;
    private long keptFrom;

    synchronized JournalRecord create(String room, String webhookUrl) {
        var config = new RoomConfig(
                new RoomId(room),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.of(webhookUrl),
                OptionalInt.empty(),
                OptionalInt.empty());
        return add(room, Lifecycle.OPENS, new RoomEvent.RoomCreated(config, epochOf(room)));
    }

    synchronized JournalRecord createWithoutUrl(String room) {
        var config = new RoomConfig(
                new RoomId(room),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalInt.empty());
        return add(room, Lifecycle.OPENS, new RoomEvent.RoomCreated(config, epochOf(room)));
    }

    synchronized JournalRecord event(String room) {
        return add(room, Lifecycle.CONTINUES, new RoomEvent.PeerAdded(new PeerId("p"), false));
    }

    synchronized JournalRecord delete(String room) {
        return add(room, Lifecycle.CLOSES, new RoomEvent.RoomDeleted(EndReason.ROOM_DELETED));
    }

    private JournalRecord add(String room, Lifecycle lifecycle, RoomEvent event) {
        long offset = log.size() + 1L;
        long seq = heads.merge(room, 1L, Long::sum);
        byte[] body = (room + ":" + seq).getBytes(StandardCharsets.UTF_8);
        JournalRecord added = new JournalRecord(
                offset,
                room,
                epochOf(room),
                seq,
                new UUID(0, offset),
                TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()),
                lifecycle,
                EventCodec.encode(event),
                body);
        log.add(added);
        return added;
    }

    private static UUID epochOf(String room) {
        return UUID.nameUUIDFromBytes(room.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public synchronized long durable() {
        return log.size();
    }

    @Override
    public synchronized long oldest() {
        return oldest;
    }

    /** What is before {@code offset} is not there any more. */
    synchronized void expire(long offset) {
        oldest = offset;
    }

    /** The history does not give this record any more. */
    synchronized void damage(long offset) {
        damaged.add(offset);
    }

    /** Whether the history of rooms cannot be read. */
    synchronized void fails(boolean now) {
        failing = now;
    }

    @Override
    public JournalCursor cursor(long offset) {
        return new JournalCursor() {
            private long next = offset;

            @Override
            public List<JournalRecord> poll(int max) {
                synchronized (MemoryJournal.this) {
                    int from = (int) next - 1;
                    List<JournalRecord> found = List.copyOf(log.subList(from, Math.min(log.size(), from + max)));
                    next += found.size();
                    return found;
                }
            }

            @Override
            public long position() {
                return next;
            }

            @Override
            public void seek(long to) {
                next = Math.max(1, to);
            }
        };
    }

    @Override
    public synchronized List<JournalRecord> history(String room, UUID roomEpoch, long afterRoomSeq, int max) {
        if (failing) {
            throw new UncheckedIOException(new IOException("too many open files"));
        }
        return log.stream()
                .filter(event -> event.roomEpoch().equals(roomEpoch) && event.roomSeq() > afterRoomSeq)
                .filter(event -> event.offset() >= oldest && !damaged.contains(event.offset()))
                .limit(max)
                .toList();
    }

    @Override
    public synchronized OptionalLong lostAfter(String room, UUID roomEpoch, long afterRoomSeq) {
        List<JournalRecord> next = history(room, roomEpoch, afterRoomSeq, 1);
        long last =
                next.isEmpty() ? heads.getOrDefault(room, 0L) : next.getFirst().roomSeq() - 1;
        return last > afterRoomSeq ? OptionalLong.of(last) : OptionalLong.empty();
    }

    /** Ids are no UUIDv7 here. */
    @Override
    public synchronized Optional<JournalRecord> find(UUID eventId) {
        return log.stream().filter(event -> event.eventId().equals(eventId)).findFirst();
    }

    @Override
    public synchronized void keepFrom(long offset) {
        keptFrom = offset;
    }

    synchronized long keptFrom() {
        return keptFrom;
    }

    @Override
    public UUID logEpoch() {
        return epoch;
    }

    @Override
    public JournalHealth health() {
        return new JournalHealth.Accepting();
    }

    @Override
    public Recovery recovery() {
        return new Recovery(0, List.of(), List.of(), 0);
    }

    @Override
    public JournalStatistics statistics() {
        return new JournalStatistics(0, 0, 0, 0, 0, 0, 0, 0);
    }

    @Override
    public long append(List<Draft> batch) {
        throw new UnsupportedOperationException("tests append through the methods above");
    }

    @Override
    public void onDurable(DurableListener listener) {
        throw new UnsupportedOperationException("tests push for themselves");
    }

    @Override
    public void close() {}
}
