package dev.ephyra.bench.scenario;

import dev.ephyra.bench.Bench;
import dev.ephyra.bench.Latencies;
import dev.ephyra.bench.Metric;
import dev.ephyra.bench.Reading;
import dev.ephyra.bench.Scenario;
import dev.ephyra.bench.ScenarioFailure;
import dev.ephyra.bench.ServerUnderLoad;
import dev.ephyra.journal.FileDisk;
import dev.ephyra.journal.GroupCommitJournal;
import dev.ephyra.journal.JournalClock;
import dev.ephyra.journal.JournalException;
import dev.ephyra.journal.JournalOptions;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomAnswer;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.room.RoomConfig;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.Rooms;
import dev.ephyra.server.rooms.RoomCount;
import dev.ephyra.server.rooms.RoomDirectory;
import dev.ephyra.server.rooms.RoomPorts;
import dev.ephyra.server.rooms.RoomThread;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * What it costs the loop of a room to hand an event to the journal: the server's own loop, over its own journal, in this
 * process. Peers come and go at a steady rate; the loop's calls of {@code enqueue} are measured one by one.
 */
public final class JournalHandOver implements Scenario {
    private static final int ROOMS = 1_000;
    private static final long BUSY_PER_SECOND = 20_000;
    private static final long CALM_PER_SECOND = 1_000;
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
    // The loop refuses what is more than 16,384 ahead; a machine that stalls for so long must not look like a defect.
    private static final long MOST_AHEAD = 8_000;
    private static final Duration SETTLE = Duration.ofSeconds(10);
    private static final Metric P50 = Metric.reported("p50", "ns");
    private static final Metric P99 = Metric.atMost("p99", "ns", 1_000);
    private static final Metric LONGEST = Metric.reported("longest", "µs");
    private static final Metric CALM = Metric.reported("p99 at 1,000 events/s", "ns");
    private static final Metric WAKE = Metric.reported("p99 of waking the journal, once in a turn of the loop", "ns");
    private static final Metric RECORD = Metric.reported("the record as bytes", "bytes");
    // What carries the record to the committing thread: the batch's head and padding 47, the array's own head 16, the
    // node that queues it 48, and a checksum's 16 where the compiler does not remove it.
    private static final Metric BEYOND = Metric.atMost("allocated beyond that", "bytes", 128);

    @Override
    public String name() {
        return "journal-handover";
    }

    @Override
    public String work() {
        return "handing an event to the journal on the room's loop, 20,000 events/s";
    }

    @Override
    public List<Reading> run(Bench bench) throws IOException, ScenarioFailure {
        Path folder = bench.newFolder("handover-");
        try (TimedJournal journal = new TimedJournal(GroupCommitJournal.open(
                FileDisk.open(folder.resolve("journal")), JournalOptions.defaults(), JournalClock.system()))) {
            RoomThread thread = RoomThread.start(0, journal, new RoomCount(ROOMS), RoomPorts.NONE);
            try {
                return measure(bench, journal, new Traffic(new RoomDirectory(List.of(thread.loop()))));
            } finally {
                thread.stop();
            }
        } catch (JournalException failure) {
            throw new ScenarioFailure("the journal: " + failure.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ScenarioFailure("interrupted");
        } finally {
            ServerUnderLoad.deleteFolder(folder);
        }
    }

    private static List<Reading> measure(Bench bench, TimedJournal journal, Traffic traffic) throws ScenarioFailure {
        traffic.createRooms();
        traffic.run(BUSY_PER_SECOND, bench.warm());
        journal.measure(TimedJournal.Mode.TIME);
        traffic.run(BUSY_PER_SECOND, bench.measured());
        Latencies busy = journal.times();
        Latencies wakes = journal.wakes();
        journal.measure(TimedJournal.Mode.TIME);
        traffic.run(CALM_PER_SECOND, bench.measured());
        Latencies calm = journal.times();
        journal.measure(TimedJournal.Mode.ALLOCATION);
        traffic.run(BUSY_PER_SECOND, Duration.ofSeconds(1));
        ScenarioFailure.unless(
                journal.durable() == traffic.sent, traffic.sent + " events, but the journal has " + journal.durable());
        return List.of(
                new Reading(P50, busy.millis(0.50) * 1e6),
                new Reading(P99, busy.millis(0.99) * 1e6),
                new Reading(LONGEST, busy.maxMillis() * 1e3),
                new Reading(CALM, calm.millis(0.99) * 1e6),
                new Reading(WAKE, wakes.millis(0.99) * 1e6),
                new Reading(RECORD, journal.recordBytes()),
                new Reading(BEYOND, journal.allocatedBytes() - journal.recordBytes()));
    }

    /** Requests to the rooms, each of which makes one event. Owned by the thread of its scenario. */
    private static final class Traffic {
        private final RoomDirectory rooms;
        private final List<RoomId> ids = new ArrayList<>();
        private final boolean[] hasPeer = new boolean[ROOMS];
        private final AtomicLong done = new AtomicLong();
        private final AtomicLong refused = new AtomicLong();
        private long sent;

        private Traffic(RoomDirectory rooms) {
            this.rooms = rooms;
        }

        private void createRooms() throws ScenarioFailure {
            for (int number = 0; number < ROOMS; number++) {
                RoomId id = new RoomId(new UUID(number, number).toString());
                ids.add(id);
                RoomConfig config = new RoomConfig(
                        id,
                        OptionalInt.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        OptionalInt.empty(),
                        OptionalInt.empty());
                submit(id, new RoomCommand.CreateRoom(config, new UUID(1, number)));
            }
            awaitAnswers();
        }

        private void run(long perSecond, Duration time) throws ScenarioFailure {
            long periodNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
            long startNanos = System.nanoTime();
            for (long dueNanos = 0; dueNanos < time.toNanos(); dueNanos += periodNanos) {
                while (System.nanoTime() - startNanos < dueNanos || sent - done.get() >= MOST_AHEAD) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
                change((int) (sent % ROOMS));
            }
            awaitAnswers();
        }

        private void change(int room) {
            PeerId peer = new PeerId("00000000-0000-0000-0000-000000000000");
            submit(
                    ids.get(room),
                    hasPeer[room] ? new RoomCommand.DeletePeer(peer) : new RoomCommand.AddPeer(peer, false));
            hasPeer[room] = !hasPeer[room];
        }

        private void submit(RoomId room, RoomCommand.Request command) {
            sent++;
            rooms.submit(room, command).thenAccept(this::answered);
        }

        private void answered(Rooms.Result<RoomAnswer> result) {
            boolean isTaken = result instanceof Rooms.Result.Answered<RoomAnswer>(RoomAnswer answer)
                    && !(answer instanceof RoomAnswer.RoomNotFound);
            if (!isTaken) {
                refused.incrementAndGet();
            }
            done.incrementAndGet();
        }

        private void awaitAnswers() throws ScenarioFailure {
            long endNanos = System.nanoTime() + SETTLE.toNanos();
            while (done.get() < sent) {
                ScenarioFailure.unless(System.nanoTime() - endNanos < 0, "the rooms do not answer");
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            ScenarioFailure.unless(refused.get() == 0, refused + " requests were refused");
        }
    }
}
