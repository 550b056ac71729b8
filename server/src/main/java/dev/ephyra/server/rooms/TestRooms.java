package dev.ephyra.server.rooms;

import dev.ephyra.api.ApiLimits;
import dev.ephyra.journal.Draft;
import dev.ephyra.journal.Journal;
import dev.ephyra.notify.endpoint.TestEvents;
import dev.ephyra.notify.record.EventType;
import dev.ephyra.room.Moment;
import dev.ephyra.room.RoomApplier;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.room.RoomConfig;
import dev.ephyra.room.RoomDecider;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.RoomState;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * Test events: rooms that are decided and recorded as every room is, on a state that nobody else sees, and are in the journal
 * from their creation to their end in one batch. Thread-safe; the work is done on the loop that owns the room's id, so that no
 * room that is open can be meant.
 */
public final class TestRooms implements TestEvents {
    /** So many calls may come together, and then {@link #NANOS_PER_CALL} each: 600 events of 300 B are 180 KB. */
    static final int BURST = 10;

    static final long NANOS_PER_CALL = TimeUnit.MILLISECONDS.toNanos(200);

    private final RoomDirectory directory;
    private final Journal journal;
    // When all calls so far have been paid for; each adds its price.
    private final AtomicLong paidOffNanos = new AtomicLong(Long.MIN_VALUE / 2);

    public TestRooms(RoomDirectory directory, Journal journal) {
        this.directory = directory;
        this.journal = journal;
    }

    @Override
    public CompletionStage<Triggered> trigger(EventType type, Optional<String> room, int count) {
        if (type.isOfServer()) {
            return done(new Triggered.Refused(type.text() + " cannot be triggered; these can: " + names()));
        }
        if (count < 1 || count > MAX_COUNT) {
            return done(new Triggered.Refused("Expected count to be 1 to " + MAX_COUNT + ", got: " + count));
        }
        String id = room.map(TestRooms::prefixed).orElseGet(TestRooms::newId);
        // The prefix is part of what the API takes for an id.
        if (id.length() > ApiLimits.MAX_ROOM_ID_CHARS || !RoomId.isWellFormed(id)) {
            return done(new Triggered.Refused("Expected room to be at most "
                    + (ApiLimits.MAX_ROOM_ID_CHARS - ROOM_PREFIX.length())
                    + " alphanumeric characters, hyphens and underscores"));
        }
        RoomLoop loop = directory.loopOf(new RoomId(id));
        Live live = new Live(loop, new RoomId(id), type, count);
        if (!loop.mailbox().offerRequest(live)) {
            return done(new Triggered.Unavailable("Too many requests are waiting for the rooms; try again later"));
        }
        return live.future;
    }

    private static CompletionStage<Triggered> done(Triggered triggered) {
        return CompletableFuture.completedFuture(triggered);
    }

    private static String names() {
        return Arrays.stream(EventType.values())
                .filter(type -> !type.isOfServer())
                .map(EventType::text)
                .collect(Collectors.joining(", "));
    }

    private static String prefixed(String id) {
        return id.startsWith(ROOM_PREFIX) ? id : ROOM_PREFIX + id;
    }

    private static String newId() {
        byte[] random = new byte[4];
        new SecureRandom().nextBytes(random);
        return ROOM_PREFIX + HexFormat.of().formatHex(random);
    }

    private boolean isTooMany(long nowNanos) {
        long before = paidOffNanos.get();
        long paid = (before - nowNanos < 0 ? nowNanos : before) + NANOS_PER_CALL;
        return paid - nowNanos > BURST * NANOS_PER_CALL || !paidOffNanos.compareAndSet(before, paid);
    }

    /** One call, on its way through the loop of its room. */
    private final class Live implements LoopTask, HeldReplies.Reply {
        private final RoomLoop loop;
        private final RoomId id;
        private final EventType type;
        private final int count;
        private final CompletableFuture<Triggered> future = new CompletableFuture<>();
        private final List<UUID> wanted = new ArrayList<>();

        Live(RoomLoop loop, RoomId id, EventType type, int count) {
            this.loop = loop;
            this.id = id;
            this.type = type;
            this.count = count;
        }

        @Override
        public void run(RoomLoop owner, Moment now) {
            Optional<String> refusal = owner.refusal();
            if (refusal.isPresent()) {
                finish(new Triggered.Unavailable(refusal.get()));
            } else if (owner.room(id) != null) {
                finish(new Triggered.Refused("There is a room " + id + "; choose another id"));
            } else if (isTooMany(now.nanos())) {
                finish(new Triggered.Unavailable("Too many test events; try again in a second"));
            } else {
                owner.hold(journal.append(drafts(now)), this);
            }
        }

        private List<Draft> drafts(Moment now) {
            EventIds ids = new EventIds(new SplittableRandom(new SecureRandom().nextLong()));
            RoomRecorder recorder = RoomRecorder.ofTests(ids);
            List<Draft> drafts = new ArrayList<>();
            int lives = TestLife.isOnceInALife(type) ? count : 1;
            for (int life = 0; life < lives; life++) {
                live(recorder, now, drafts);
            }
            return drafts;
        }

        private void live(RoomRecorder recorder, Moment now, List<Draft> drafts) {
            RoomState state = RoomState.absent(id);
            RoomConfig config = new RoomConfig(
                    id,
                    OptionalInt.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    OptionalInt.empty(),
                    OptionalInt.empty());
            List<RoomCommand> commands = new ArrayList<>();
            commands.add(new RoomCommand.CreateRoom(config, UUID.randomUUID()));
            commands.addAll(TestLife.between(type, count).orElseThrow());
            commands.add(TestLife.end(type));
            for (RoomCommand command : commands) {
                for (RoomEvent event : RoomDecider.decide(state, command, now).events()) {
                    RoomApplier.apply(state, event, now);
                    Draft draft = recorder.draft(state, event, now);
                    drafts.add(draft);
                    if (EventType.of(event).equals(Optional.of(type))) {
                        wanted.add(draft.eventId());
                    }
                }
            }
        }

        private void finish(Triggered triggered) {
            loop.mailbox().requestDone();
            future.complete(triggered);
        }

        @Override
        public void release() {
            finish(new Triggered.Done(id.value(), wanted));
        }

        @Override
        public void expire() {
            finish(new Triggered.Unavailable(RoomLoop.NOT_DURABLE_IN_TIME));
        }
    }
}
