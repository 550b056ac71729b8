package dev.ephyra.server.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.journal.JournalHealth;
import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.endpoint.TestEvents;
import dev.ephyra.notify.endpoint.TestEvents.Triggered;
import dev.ephyra.notify.record.EventCodec;
import dev.ephyra.notify.record.EventFacts;
import dev.ephyra.notify.record.EventType;
import dev.ephyra.room.Moment;
import dev.ephyra.room.RoomApplier;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.room.RoomConfig;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.RoomState;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TestRoomsTest {
    private static final Moment NOW = new Moment(1, 1_000_000);

    private final FakeJournal journal = new FakeJournal();
    private final RoomLoop loop = new RoomLoop(
            new Mailbox(64),
            journal,
            new RoomRecorder(new EventIds(new SplittableRandom(1))),
            RoomLoopLimits.of(new RoomCount(2)),
            RoomMedia.NONE);
    private final RoomDirectory directory = new RoomDirectory(List.of(loop));
    private final TestRooms tests = new TestRooms(directory, journal);
    private Moment now = NOW;

    @ParameterizedTest
    @EnumSource
    void triggersEveryEventOfRoomsInAWholeLegalLife(EventType type) {
        Triggered triggered = trigger(type, Optional.of("blue"), 3);

        if (type.isOfServer()) {
            assertThat(triggered)
                    .isInstanceOfSatisfying(
                            Triggered.Refused.class,
                            refused -> assertThat(refused.why()).contains("peerConnected"));
            assertThat(journal.appended).isEmpty();
            return;
        }
        List<UUID> wanted = journal.appended.stream()
                .filter(record -> record.roomSeq() > 0 && EventFacts.of(record).type() == type)
                .map(JournalRecord::eventId)
                .toList();
        assertThat(wanted).hasSize(3);
        assertThat(triggered).isEqualTo(new Triggered.Done("ephyra-test-blue", wanted));
        assertThat(livesThatAreLegal()).isEqualTo(TestLife.isOnceInALife(type) ? 3 : 1);
        assertThat(journal.appended)
                .filteredOn(record -> record.roomSeq() > 0)
                .allMatch(record -> EventFacts.of(record).context().test());
        assertThat(loop.ids()).isEmpty();
    }

    /** Applies what was appended to a fresh state, which takes no event that cannot follow; counts lives. */
    private int livesThatAreLegal() {
        int lives = 0;
        RoomState state = RoomState.absent(new RoomId("ephyra-test-blue"));
        for (JournalRecord record : journal.appended) {
            RoomEvent event = EventCodec.decode(record.event());
            assertThat(record.lifecycle() == JournalRecord.Lifecycle.OPENS).isEqualTo(!state.isOpen());
            RoomApplier.apply(state, event, NOW);
            assertThat(record.roomSeq()).isEqualTo(event.isNotified() ? state.roomSeq() : 0);
            assertThat(record.roomEpoch()).isEqualTo(state.epoch().orElseThrow());
            if (state.isEnded()) {
                assertThat(record.lifecycle()).isEqualTo(JournalRecord.Lifecycle.CLOSES);
                lives++;
                state = RoomState.absent(new RoomId("ephyra-test-blue"));
            }
        }
        assertThat(state.isOpen()).isFalse();
        return lives;
    }

    @Test
    void answersOnlyWhenTheJournalIsDurable() {
        CompletionStage<Triggered> answer = tests.trigger(EventType.PEER_ADDED, Optional.empty(), 1);
        loop.turn(now);
        assertThat(answer.toCompletableFuture()).isNotDone();

        journal.commit();
        loop.turn(now);

        assertThat(answer.toCompletableFuture().join())
                .isInstanceOfSatisfying(
                        Triggered.Done.class, done -> assertThat(done.room()).matches("ephyra-test-[0-9a-f]{8}"));
        assertThat(loop.mailbox().openRequests()).isZero();
    }

    @Test
    void touchesNoRoomThatIsOpen() {
        RoomId id = new RoomId(TestEvents.ROOM_PREFIX + "mine");
        RoomConfig config = new RoomConfig(
                id, OptionalInt.empty(), Optional.empty(), Optional.empty(), OptionalInt.empty(), OptionalInt.empty());
        directory.submit(id, new RoomCommand.CreateRoom(config, new UUID(1, 2)));
        loop.turn(now);
        int before = journal.appended.size();

        assertThat(trigger(EventType.PEER_ADDED, Optional.of("mine"), 1)).isInstanceOf(Triggered.Refused.class);
        assertThat(journal.appended).hasSize(before);
    }

    @Test
    void takesABurstAndThenFiveCallsASecond() {
        for (int i = 0; i < TestRooms.BURST; i++) {
            assertThat(trigger(EventType.ROOM_CREATED, Optional.empty(), 1)).isInstanceOf(Triggered.Done.class);
        }
        assertThat(trigger(EventType.ROOM_CREATED, Optional.empty(), 1)).isInstanceOf(Triggered.Unavailable.class);

        now = new Moment(now.nanos() + TestRooms.NANOS_PER_CALL, now.wallMicros());
        assertThat(trigger(EventType.ROOM_CREATED, Optional.empty(), 1)).isInstanceOf(Triggered.Done.class);
        assertThat(trigger(EventType.ROOM_CREATED, Optional.empty(), 1)).isInstanceOf(Triggered.Unavailable.class);
    }

    @Test
    void refusesWhatNoRoomCanBeCalledAndTooMany() {
        assertThat(trigger(EventType.PEER_ADDED, Optional.of("a b"), 1)).isInstanceOf(Triggered.Refused.class);
        assertThat(trigger(EventType.PEER_ADDED, Optional.of("x".repeat(117)), 1))
                .isInstanceOf(Triggered.Refused.class);
        assertThat(trigger(EventType.PEER_ADDED, Optional.empty(), TestEvents.MAX_COUNT + 1))
                .isInstanceOf(Triggered.Refused.class);
        assertThat(trigger(EventType.PEER_ADDED, Optional.empty(), 0)).isInstanceOf(Triggered.Refused.class);
        assertThat(trigger(EventType.TRACK_REMOVED, Optional.empty(), TestEvents.MAX_COUNT))
                .isInstanceOf(Triggered.Done.class);
    }

    @Test
    void isUnavailableWhileTheJournalTakesNothing() {
        journal.health = new JournalHealth.Full("no space");

        assertThat(trigger(EventType.PEER_ADDED, Optional.empty(), 1)).isInstanceOf(Triggered.Unavailable.class);
        assertThat(journal.appended).isEmpty();
    }

    private Triggered trigger(EventType type, Optional<String> room, int count) {
        journal.commitsAtOnce = true;
        CompletionStage<Triggered> answer = tests.trigger(type, room, count);
        loop.turn(now);
        return answer.toCompletableFuture().join();
    }
}
