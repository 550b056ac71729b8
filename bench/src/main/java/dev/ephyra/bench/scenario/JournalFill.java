package dev.ephyra.bench.scenario;

import dev.ephyra.bench.ScenarioFailure;
import dev.ephyra.journal.Draft;
import dev.ephyra.journal.FileDisk;
import dev.ephyra.journal.GroupCommitJournal;
import dev.ephyra.journal.Journal;
import dev.ephyra.journal.JournalClock;
import dev.ephyra.journal.JournalException;
import dev.ephyra.journal.JournalHealth;
import dev.ephyra.journal.JournalOptions;
import dev.ephyra.journal.JournalRecord.Lifecycle;
import dev.ephyra.notify.record.EventCodec;
import dev.ephyra.notify.record.EventContext;
import dev.ephyra.notify.record.NotificationEncoder;
import dev.ephyra.room.EndReason;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomConfig;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.RoomId;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes a journal as a server would have: the lives of many rooms, interleaved, one event in each batch. Each life is
 * legal: created, peers that come and go, deleted; one room in ten is left open.
 */
final class JournalFill {
    private static final int OPEN_ONE_IN = 10;
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Journal journal;
    private final int rooms;
    private final int eventsOfEach;
    private final long startMicros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    private final UUID[] epochs;
    private long written;

    /** What was written. */
    record Filled(long events, long openRooms) {}

    private JournalFill(Journal journal, int rooms, int eventsOfEach) {
        this.journal = journal;
        this.rooms = rooms;
        this.eventsOfEach = eventsOfEach;
        this.epochs = new UUID[rooms];
    }

    static Filled fill(Path folder, int rooms, int eventsOfEach) throws JournalException, ScenarioFailure {
        try (Journal journal =
                GroupCommitJournal.open(FileDisk.open(folder), JournalOptions.defaults(), JournalClock.system())) {
            JournalFill fill = new JournalFill(journal, rooms, eventsOfEach);
            fill.write();
            return new Filled(fill.written, (rooms + OPEN_ONE_IN - 1) / OPEN_ONE_IN);
        }
    }

    private void write() throws ScenarioFailure {
        for (int seq = 1; seq <= eventsOfEach; seq++) {
            for (int room = 0; room < rooms; room++) {
                append(room, seq);
            }
        }
        await(() -> journal.durable() == written);
    }

    private void append(int room, int seq) throws ScenarioFailure {
        RoomId id = new RoomId("filled-%05d".formatted(room));
        if (seq == 1) {
            epochs[room] = new UUID(0x7000L, 0x8000_0000_0000_0000L | room);
        }
        RoomEvent event = event(id, room, seq);
        written++;
        long micros = startMicros + written;
        EventContext context = EventContext.NONE;
        journal.append(List.of(new Draft(
                id.value(),
                epochs[room],
                seq,
                // UUIDv7 by the clock of the event (RFC 9562 section 5.7).
                new UUID(((micros / 1_000) << 16) | 0x7000L, 0x8000_0000_0000_0000L | written),
                micros,
                lifecycle(event),
                EventCodec.encode(event, context),
                NotificationEncoder.encode(id, event))));
        if (journal.health() instanceof JournalHealth.Full) {
            await(() -> journal.health() instanceof JournalHealth.Accepting);
        }
    }

    private RoomEvent event(RoomId id, int room, int seq) {
        PeerId peer = new PeerId(new UUID(room, seq / 2).toString());
        if (seq == 1) {
            RoomConfig config = new RoomConfig(
                    id,
                    OptionalInt.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    OptionalInt.empty(),
                    OptionalInt.empty());
            return new RoomEvent.RoomCreated(config, epochs[room]);
        } else if (seq == eventsOfEach && room % OPEN_ONE_IN != 0) {
            return new RoomEvent.RoomDeleted(EndReason.ROOM_DELETED);
        }
        return seq % 2 == 0 ? new RoomEvent.PeerAdded(peer, false) : new RoomEvent.PeerDeleted(peer, EndReason.KICKED);
    }

    private static Lifecycle lifecycle(RoomEvent event) {
        if (event instanceof RoomEvent.RoomCreated) {
            return Lifecycle.OPENS;
        }
        return event.endsRoom() ? Lifecycle.CLOSES : Lifecycle.CONTINUES;
    }

    private static void await(java.util.function.BooleanSupplier done) throws ScenarioFailure {
        long endNanos = System.nanoTime() + LONGEST_WAIT_NANOS;
        while (!done.getAsBoolean()) {
            ScenarioFailure.unless(System.nanoTime() - endNanos < 0, "the journal takes nothing any more");
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
