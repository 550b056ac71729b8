package dev.ephyra.conformance.simulation;

import dev.ephyra.conformance.simulation.SimulatedReceiver.Outcome;
import dev.ephyra.conformance.simulation.SimulatedReceiver.Receipt;
import dev.ephyra.conformance.simulation.SimulatedReceiver.Request;
import dev.ephyra.journal.JournalException;
import dev.ephyra.journal.JournalRecord;
import dev.ephyra.journal.JournalRecord.Lifecycle;
import dev.ephyra.journal.SimulatedDisk;
import dev.ephyra.journal.SimulatedJournal;
import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.lane.Answer;
import dev.ephyra.notify.lane.Incarnation;
import dev.ephyra.notify.lane.Item;
import dev.ephyra.notify.lane.Lane;
import dev.ephyra.notify.lane.LaneBook;
import dev.ephyra.notify.lane.LaneIdentity;
import dev.ephyra.notify.lane.LaneLimits;
import dev.ephyra.notify.lane.LaneMemory;
import dev.ephyra.notify.lane.LaneOutput;
import dev.ephyra.notify.lane.LanePosition;
import dev.ephyra.notify.lane.RetrySchedule;
import dev.ephyra.notify.record.EventCodec;
import dev.ephyra.notify.record.EventFacts;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.RoomEvent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * One run of a server: a real journal, real rooms and real lanes over a simulated disk, database and network. The edge of
 * the lanes, which is Vert.x and SQLite in a server, is this class.
 */
final class SimulatedNode {
    static final long TIMEOUT_NANOS = 15_000_000_000L;

    /** What the database keeps of a lane; beside it, how far rooms were given their lanes. */
    record Row(Optional<LaneIdentity> identity, LanePosition position, LaneMemory memory, long scannedThrough) {}

    /** The row that says how far rooms were given their lanes. */
    private static final long SCAN_KEY = 0;

    private final Random random;
    private final VirtualTime time;
    private final SimulatedWorld world;
    private final SimulatedDisk disk;
    private final SimulatedJournal journal;
    private final SimulatedStore<Row> store;
    private final SimulatedRooms rooms;
    private final LaneBook book = new LaneBook(LaneLimits.DEFAULT, RetrySchedule.DEFAULT);
    private final Map<Long, LaneOutput.Post> inFlight = new HashMap<>();
    // Members of requests that were taken, whose position is not durable yet, by lane.
    private final Map<Long, Integer> unwritten = new HashMap<>();
    private long nextOffset;
    private long nextLaneId = 1;
    private long journalDue = Long.MAX_VALUE;
    private long wakeAt = Long.MAX_VALUE;
    private boolean alive = true;

    SimulatedNode(SimulatedWorld world, SimulatedDisk disk, SimulatedStore<Row> store) throws JournalException {
        this.world = world;
        this.random = world.random();
        this.time = world.time();
        this.disk = disk;
        this.store = store;
        this.journal = SimulatedJournal.open(disk, time.clock(), world.journalOptions(), world.logEpoch());
        this.rooms = new SimulatedRooms(random, journal.journal(), world.roomIds(), Optional.of(world.roomUrl()));
        journal.journal().onDurable(this::onDurable);
        restore();
        rooms.endOpenRooms(time.now());
        turnJournalSoon();
        drive();
    }

    private void restore() {
        world.endpoints().forEach(endpoint -> book.endpoint(endpoint, time.now()));
        world.memories().forEach((id, memory) -> {
            book.restoreEndpoint(id, memory, time.now());
        });
        store.forEach(row -> {
            nextOffset = Math.max(nextOffset, row.scannedThrough());
            row.identity().ifPresent(identity -> {
                nextLaneId = Math.max(nextLaneId, identity.id() + 1);
                if (world.endpointOf(identity.endpointId()).isEmpty()) {
                    book.endpoint(Endpoint.ofRooms(identity.endpointId(), true), time.now());
                }
                book.restore(identity, row.position(), row.memory(), time.now());
            });
        });
        nextOffset++;
        scan();
    }

    /** Reads what became durable before this run and no lane was opened for. */
    private void scan() {
        // What was written and never confirmed may turn out to be there.
        var cursor = journal.journal().cursor(Math.min(nextOffset, world.durableOffset() + 1));
        try {
            for (List<JournalRecord> found = cursor.poll(512); !found.isEmpty(); found = cursor.poll(512)) {
                for (JournalRecord record : found) {
                    world.durable(record);
                    if (record.offset() >= nextOffset) {
                        take(record);
                    }
                }
            }
        } catch (JournalException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private void onDurable(List<JournalRecord> records) {
        for (JournalRecord record : records) {
            world.durable(record);
            if (record.offset() >= nextOffset) {
                take(record);
            }
        }
        drive();
    }

    private void take(JournalRecord record) {
        nextOffset = record.offset() + 1;
        if (record.lifecycle() == Lifecycle.OPENS
                && EventCodec.decode(record.event()) instanceof RoomEvent.RoomCreated created) {
            Metadata metadata = created.config().metadata();
            for (Endpoint endpoint : world.endpoints()) {
                if (endpoint.filter().wantsRoom(record.room(), metadata)) {
                    book.open(nextLaneId++, endpoint.id(), record);
                }
            }
            created.config().webhookUrl().ifPresent(url -> {
                book.endpoint(Endpoint.ofRooms(url, created.config().batchesWebhooks()), time.now());
                book.open(nextLaneId++, url, record);
            });
        }
        if (record.roomSeq() > 0) {
            book.offer(record, EventFacts.of(record));
        }
    }

    /** One random command to a room. */
    void act() {
        if (alive && rooms.act(time.now()) > 0) {
            turnJournalSoon();
        }
    }

    private void turnJournalSoon() {
        long at = time.nanos() + 50_000 + random.nextInt(1_000_000);
        turnJournalAt(at);
    }

    private void turnJournalAt(long at) {
        if (at >= journalDue) {
            return;
        }
        journalDue = at;
        time.after(at - time.nanos(), () -> {
            if (alive && journalDue <= time.nanos()) {
                journalDue = Long.MAX_VALUE;
                long next = journal.turn();
                if (journal.journal().statistics().queuedBytes() > 0) {
                    turnJournalAt(Math.max(next, time.nanos() + 1_000_000));
                }
            }
        });
    }

    private void drive() {
        if (!alive) {
            return;
        }
        LaneOutput output = book.poll(time.now());
        while (!(output instanceof LaneOutput.WaitUntil(long until))) {
            act(output);
            output = book.poll(time.now());
        }
        if (until != Long.MAX_VALUE && (until < wakeAt || wakeAt <= time.nanos())) {
            wakeAt = Math.max(until, time.nanos() + 1);
            long at = wakeAt;
            time.after(wakeAt - time.nanos(), () -> {
                if (wakeAt == at) {
                    wakeAt = Long.MAX_VALUE;
                    drive();
                }
            });
        }
    }

    private void act(LaneOutput output) {
        switch (output) {
            case LaneOutput.Register(Lane lane) -> {
                LaneIdentity identity = lane.identity();
                long through = lane.acknowledged().offset() + 1;
                store.change(time, SCAN_KEY, row -> scanned(row, through), () -> {});
                change(
                        identity.id(),
                        _ -> new Row(Optional.of(identity), lane.acknowledged(), LaneMemory.NONE, 0),
                        () -> book.registered(identity.id()));
            }
            case LaneOutput.Post post -> send(post);
            case LaneOutput.WritePosition(Lane lane, LanePosition position, boolean last) ->
                write(lane, position, last, () -> {});
            case LaneOutput.WriteDeadLetters dead ->
                write(dead.lane(), dead.position(), dead.last(), () -> world.dead(dead));
            case LaneOutput.RememberFailure(Lane lane, LaneMemory memory) ->
                store.change(
                        time,
                        lane.identity().id(),
                        row -> row == null ? null : new Row(row.identity(), row.position(), memory, 0),
                        () -> {});
            case LaneOutput.ReadHistory asked -> read(asked);
            case LaneOutput.Finished(Lane lane) ->
                store.change(time, lane.identity().id(), _ -> null, () -> {});
            case LaneOutput.EndpointChanged changed -> world.remember(changed.endpointId(), changed.memory());
            case LaneOutput.WatchdogTripped tripped -> world.watchdog(tripped.what());
            case LaneOutput.WaitUntil wait -> throw new IllegalStateException("handled before: " + wait);
        }
    }

    private static Row scanned(Row row, long through) {
        return new Row(
                Optional.empty(),
                LanePosition.startingAfter(0),
                LaneMemory.NONE,
                row == null ? through : Math.max(row.scannedThrough(), through));
    }

    private void change(long key, java.util.function.UnaryOperator<Row> change, Runnable then) {
        store.change(time, key, change, () -> {
            if (alive) {
                then.run();
                drive();
            }
        });
    }

    private void write(Lane lane, LanePosition position, boolean last, Runnable beside) {
        LaneIdentity identity = lane.identity();
        change(
                identity.id(),
                row -> {
                    beside.run();
                    return last || row == null ? null : new Row(row.identity(), position, LaneMemory.NONE, 0);
                },
                () -> {
                    unwritten.remove(identity.id());
                    book.positionWritten(identity.id());
                });
    }

    private void read(LaneOutput.ReadHistory asked) {
        time.after(100_000 + random.nextInt(3_000_000), () -> {
            if (alive) {
                Incarnation incarnation = asked.lane().identity().incarnation();
                List<JournalRecord> found = journal.journal()
                        .history(
                                incarnation.room(),
                                incarnation.epoch(),
                                asked.afterSeq(),
                                asked.afterOffset(),
                                asked.max());
                book.read(asked.lane(), found, asked.max(), time.now(), random.nextDouble());
                drive();
            }
        });
    }

    private void send(LaneOutput.Post post) {
        inFlight.put(post.ticket() ^ post.lane().identity().id() << 32, post);
        SimulatedReceiver receiver = world.receiver(post.endpoint().url());
        List<Receipt> members =
                post.members().stream().map(SimulatedNode::receipt).toList();
        Request request = new Request(members, post.gap().fromSeq(), post.gap().toSeq());
        world.sending(post);
        // It arrives half-way: a node that dies in between does not take it back.
        long half = receiver.latencyNanos() / 2;
        time.after(half, () -> {
            Outcome outcome = receiver.take(request);
            if (outcome.processed() && !alive) {
                world.processedForDead(members.size());
            }
            time.after(outcome.timesOut() ? TIMEOUT_NANOS : half, () -> onOutcome(post, outcome));
        });
    }

    private static Receipt receipt(Item item) {
        JournalRecord record = item.record();
        return new Receipt(
                record.eventId(),
                record.roomEpoch(),
                record.roomSeq(),
                item.prevSeq(),
                Arrays.hashCode(record.notification()));
    }

    private void onOutcome(LaneOutput.Post post, Outcome outcome) {
        if (!alive) {
            return;
        }
        inFlight.remove(post.ticket() ^ post.lane().identity().id() << 32);
        double luck = random.nextDouble();
        if (outcome.status() >= 200 && outcome.status() <= 299) {
            unwritten.put(post.lane().identity().id(), post.members().size());
        }
        if (outcome.status() == 0) {
            book.failed(post.lane(), post.ticket(), "no answer", outcome.timesOut(), time.now(), luck);
        } else {
            Answer answer = new Answer(outcome.status(), outcome.retryAfterMillis(), "");
            book.answered(post.lane(), post.ticket(), answer, time.now(), luck);
        }
        drive();
    }

    /** Whether a record that opens a room names a URL for its webhooks. */
    static boolean hasWebhook(JournalRecord opening) {
        return EventCodec.decode(opening.event()) instanceof RoomEvent.RoomCreated created
                && created.config().webhookUrl().isPresent();
    }

    LaneBook book() {
        return book;
    }

    void driveNow() {
        drive();
    }

    SimulatedDisk disk() {
        return disk;
    }

    SimulatedStore<Row> store() {
        return store;
    }

    /** Members of requests that are out, or taken and not yet noted as such: each of which may be repeated by the next run. */
    int membersInFlight() {
        int out = inFlight.values().stream()
                .mapToInt(post -> post.members().size())
                .sum();
        return out + unwritten.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** The process ends, with no chance to do anything. Returns what the next run finds. */
    SimulatedDisk kill() {
        alive = false;
        return disk.kill();
    }

    SimulatedDisk losePower() {
        alive = false;
        return disk.crash();
    }
}
