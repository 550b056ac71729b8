package dev.ephyra.server.events;

import dev.ephyra.journal.Draft;
import dev.ephyra.journal.FileDisk;
import dev.ephyra.journal.GroupCommitJournal;
import dev.ephyra.journal.Journal;
import dev.ephyra.journal.JournalClock;
import dev.ephyra.journal.JournalException;
import dev.ephyra.journal.JournalOptions;
import dev.ephyra.journal.JournalRecord.Lifecycle;
import dev.ephyra.notify.record.Cursor;
import dev.ephyra.notify.record.EventCodec;
import dev.ephyra.notify.record.EventContext;
import dev.ephyra.notify.record.NotificationEncoder;
import dev.ephyra.room.EndReason;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomConfig;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.RoomId;
import dev.ephyra.server.pump.Pump;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/** A real journal in a folder, its pump, and the events of some rooms. Owned by the test's thread. */
public final class EventWorld {
    /** When the first event happens; each later one is a second after it. */
    public static final long START_MICROS = 1_700_000_000_000_000L;

    private final Journal journal;
    private final EventHistory history;
    private final Pump pump;
    private final Map<String, UUID> epochs = new HashMap<>();
    private final Map<UUID, Long> heads = new HashMap<>();
    private final Object commits = new Object();
    private long events;

    public EventWorld(Path folder) throws JournalException {
        this(folder, small());
    }

    EventWorld(Path folder, JournalOptions options) throws JournalException {
        journal = GroupCommitJournal.open(FileDisk.open(folder), options, JournalClock.system());
        journal.onDurable(records -> committed());
        history = EventHistory.open(journal);
        pump = new Pump(journal, 1, history.sinks());
        pump.start();
    }

    /** Small segments, of which some records fill one. */
    static JournalOptions small() {
        return new JournalOptions(
                16 << 10, 4 << 10, 4 << 10, 1 << 20, 1, 4 << 10, 1 << 10, 1L << 30, 1L << 31, Duration.ofDays(1));
    }

    /** Segments of 16 KiB, of which retention leaves two or three. */
    static JournalOptions keepingLittle() {
        return new JournalOptions(
                16 << 10, 4 << 10, 4 << 10, 1 << 20, 1, 4 << 10, 1 << 10, 32 << 10, 64 << 10, Duration.ofDays(1));
    }

    Journal journal() {
        return journal;
    }

    public EventHistory history() {
        return history;
    }

    /** The cursor just behind the record at {@code offset}. */
    public Cursor cursor(long offset) {
        return Cursor.of(journal.logEpoch(), offset);
    }

    /** A room begins, or begins again. Returns the offset of its first record. */
    public long create(String room) throws InterruptedException {
        UUID epoch = new UUID(7L << 12, ++events);
        epochs.put(room, epoch);
        RoomConfig config = new RoomConfig(
                new RoomId(room),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                new Metadata("{\"tenant\":\"" + room + "\"}"),
                false);
        return append(room, Lifecycle.OPENS, new RoomEvent.RoomCreated(config, epoch));
    }

    public long peerAdded(String room) throws InterruptedException {
        return append(room, Lifecycle.CONTINUES, new RoomEvent.PeerAdded(new PeerId("p" + events), false));
    }

    /** A peer whose metadata has {@code chars} characters. */
    long peerAdded(String room, int chars) throws InterruptedException {
        RoomEvent event = new RoomEvent.PeerAdded(new PeerId("p" + events), false);
        return append(room, Lifecycle.CONTINUES, event, new Metadata("\"" + "m".repeat(chars - 2) + "\""));
    }

    public long delete(String room) throws InterruptedException {
        return append(room, Lifecycle.CLOSES, new RoomEvent.RoomDeleted(EndReason.ROOM_DELETED));
    }

    /** The id of the event that is the {@code n}th of this world. */
    static UUID eventId(long n) {
        long millis = START_MICROS / 1_000 + n * 1_000;
        return new UUID((millis << 16) | 0x7000, 0x8000_0000_0000_0000L | n);
    }

    private long append(String room, Lifecycle lifecycle, RoomEvent event) throws InterruptedException {
        return append(room, lifecycle, event, Metadata.NONE);
    }

    /** A peer that was added {@code micros} after the start and is written now. */
    long peerAddedLate(String room, long micros) throws InterruptedException {
        RoomEvent event = new RoomEvent.PeerAdded(new PeerId("p" + events), false);
        events++;
        return append(room, Lifecycle.CONTINUES, event, Metadata.NONE, START_MICROS + micros);
    }

    private long append(String room, Lifecycle lifecycle, RoomEvent event, Metadata peerMetadata)
            throws InterruptedException {
        events++;
        return append(room, lifecycle, event, peerMetadata, START_MICROS + events * 1_000_000);
    }

    private long append(String room, Lifecycle lifecycle, RoomEvent event, Metadata peerMetadata, long occurredAtMicros)
            throws InterruptedException {
        UUID epoch = Objects.requireNonNull(epochs.get(room), "create the room first");
        long seq = heads.merge(epoch, 1L, Long::sum);
        EventContext context =
                new EventContext(new Metadata("{\"tenant\":\"" + room + "\"}"), peerMetadata, 3, 2, 1, 4, false);
        Draft draft = new Draft(
                room,
                epoch,
                seq,
                eventId(events),
                occurredAtMicros,
                lifecycle,
                EventCodec.encode(event, context),
                NotificationEncoder.encode(new RoomId(room), event));
        long offset = journal.append(List.of(draft));
        synchronized (commits) {
            while (journal.durable() < offset) {
                commits.wait(5_000);
            }
        }
        return offset;
    }

    private void committed() {
        synchronized (commits) {
            commits.notifyAll();
        }
    }

    public void close() throws InterruptedException {
        history.close();
        pump.stop();
        journal.close();
    }
}
