package dev.ephyra.server.rooms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.journal.JournalHealth;
import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.record.EventCodec;
import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.EndReason;
import dev.ephyra.room.Moment;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomAnswer;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.room.RoomConfig;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.Rooms.Result;
import dev.ephyra.server.peer.PeerOutbox;
import dev.ephyra.signaling.Dialect;
import dev.ephyra.signaling.PeerEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RoomLoopTest {
    private static final RoomId ROOM = new RoomId("blue");
    private static final UUID EPOCH = new UUID(7, 7);

    private final FakeJournal journal = new FakeJournal();
    private final RoomCount rooms = new RoomCount(2);
    private final RoomLoop loop = new RoomLoop(
            new Mailbox(4),
            journal,
            new RoomRecorder(new EventIds(new SplittableRandom(1))),
            RoomLoopLimits.of(rooms),
            RoomMedia.NONE);
    private final RoomDirectory directory = new RoomDirectory(List.of(loop));
    private long nowNanos = 1;

    @Test
    void answersOnlyWhenTheJournalIsDurable() {
        var answer = directory.submit(ROOM, create(ROOM));
        turn();
        assertThat(future(answer)).isNotDone();

        journal.commit();
        turn();

        assertThat(answered(answer)).isEqualTo(new RoomAnswer.Accepted());
    }

    @Test
    void holdsBackTheBodyOfGetUntilWhatItShowsIsDurable() {
        directory.submit(ROOM, create(ROOM));
        var shown = directory.show(ROOM);
        turn();
        assertThat(future(shown)).isNotDone();

        journal.commit();
        turn();

        assertThat(answered(shown)).isPresent();
    }

    @Test
    void doesNotSayThatARoomIsGoneBeforeItsEndIsDurable() {
        open(ROOM);
        directory.submit(ROOM, new RoomCommand.DeleteRoom(EndReason.ROOM_DELETED));
        var shown = directory.show(ROOM);
        turn();
        assertThat(future(shown)).isNotDone();

        journal.commit();
        turn();

        assertThat(answered(shown)).isEmpty();
    }

    @Test
    void refusesChangesAtOnceWhileTheJournalFails() {
        journal.health = new JournalHealth.Failing("no space left");

        var answer = directory.submit(ROOM, create(ROOM));
        turn();

        assertThat(unavailable(answer)).contains("no space left");
        assertThat(journal.appended).isEmpty();
    }

    @Test
    void showsWhatIsDurableWhileTheJournalFails() {
        open(ROOM);
        journal.health = new JournalHealth.Failing("no space left");

        var shown = directory.show(ROOM);
        turn();

        assertThat(answered(shown)).isPresent();
    }

    @Test
    void givesUpOnAnAnswerThatIsNotDurableInTime() {
        var answer = directory.submit(ROOM, create(ROOM));
        turn();

        advance(TimeUnit.SECONDS.toNanos(5));

        assertThat(unavailable(answer)).isEqualTo(RoomLoop.NOT_DURABLE_IN_TIME);
        assertThat(events()).singleElement().isInstanceOf(RoomEvent.RoomCreated.class);
    }

    @Test
    void wakesTheJournalOnceForAllThatATurnAppends() {
        directory.submit(new RoomId("a"), create(new RoomId("a")));
        directory.submit(new RoomId("b"), create(new RoomId("b")));
        turn();

        assertThat(journal.appended).hasSize(2);
        assertThat(journal.wakes).isEqualTo(1);

        directory.show(ROOM);
        turn();

        assertThat(journal.wakes).isEqualTo(1);
    }

    @Test
    void wakesTheJournalAfterATurnThatBroke() {
        directory.submit(ROOM, create(ROOM));
        loop.mailbox().offerFact((owner, now) -> {
            throw new IllegalStateException("a mistake");
        });

        assertThatThrownBy(this::turn).isInstanceOf(IllegalStateException.class);
        assertThat(journal.wakes).isEqualTo(1);
    }

    @Test
    void refusesMoreRequestsThanItMayHold() {
        for (int i = 0; i < 4; i++) {
            directory.show(ROOM);
        }

        assertThat(unavailable(directory.show(ROOM))).contains("Too many requests");
    }

    @Test
    void refusesMoreRoomsThanTheServerMayHave() {
        open(new RoomId("a"));
        open(new RoomId("b"));

        var answer = directory.submit(ROOM, create(ROOM));
        turn();

        assertThat(answered(answer)).isEqualTo(new RoomAnswer.LimitReached("rooms on this server", 2));
        assertThat(rooms.open()).isEqualTo(2);
    }

    @Test
    void numbersTheRecordsOfARoomWithoutGaps() {
        open(ROOM);
        directory.submit(ROOM, new RoomCommand.AddPeer(new PeerId("p"), true));
        directory.submit(ROOM, new RoomCommand.DeleteRoom(EndReason.ROOM_DELETED));
        turn();

        assertThat(journal.appended).extracting(JournalRecord::roomSeq).containsExactly(1L, 2L, 3L, 4L);
        assertThat(journal.appended).extracting(JournalRecord::roomEpoch).containsOnly(EPOCH);
        assertThat(journal.appended).extracting(JournalRecord::eventId).doesNotHaveDuplicates();
        assertThat(events().getLast()).isEqualTo(new RoomEvent.RoomDeleted(EndReason.ROOM_DELETED));
        assertThat(rooms.open()).isZero();
    }

    @Test
    void purgesAPeerlessRoomWhenItsTimerIsDue() {
        var config = new RoomConfig(
                ROOM, OptionalInt.empty(), Optional.empty(), Optional.empty(), OptionalInt.of(3), OptionalInt.empty());
        directory.submit(ROOM, new RoomCommand.CreateRoom(config, EPOCH));
        turn();
        advance(TimeUnit.SECONDS.toNanos(3) - 1);
        assertThat(events()).hasSize(1);

        advance(1);

        assertThat(events().getLast()).isEqualTo(new RoomEvent.RoomDeleted(EndReason.TIMEOUT));
    }

    @Test
    void endsOnlyTheRoomThatBreaksAnInvariant() {
        open(ROOM);
        open(new RoomId("other"));
        var peer = new RoomCommand.AddPeer(new PeerId("p"), true);
        directory.submit(ROOM, peer);

        // The edge mints ids that never repeat; one that does is a bug, and an invariant of the room.
        directory.submit(ROOM, peer);
        turn();

        assertThat(events().getLast()).isInstanceOf(RoomEvent.RoomCrashed.class);
        assertThat(journal.appended.getLast().roomSeq()).isEqualTo(3);
        assertThat(loop.ids()).containsExactly(new RoomId("other"));
    }

    @Test
    void endsOnlyTheRoomWhoseBatchTheJournalCannotTake() {
        open(ROOM);
        open(new RoomId("other"));
        journal.breaksOnce = true;

        var answer = directory.submit(ROOM, new RoomCommand.AddPeer(new PeerId("p"), true));
        turn();
        journal.commit();
        turn();

        assertThat(answered(answer)).isEqualTo(new RoomAnswer.RoomNotFound());
        assertThat(events().getLast())
                .isInstanceOfSatisfying(
                        RoomEvent.RoomCrashed.class,
                        crash -> assertThat(crash.detail()).contains("3 bytes"));
        assertThat(journal.appended.getLast().roomSeq()).isEqualTo(2);
        assertThat(loop.ids()).containsExactly(new RoomId("other"));
    }

    @Test
    void tellsNothingOfARoomWhoseCreationWasNeverRecorded() {
        journal.breaksOnce = true;

        directory.submit(ROOM, create(ROOM));
        turn();

        assertThat(journal.appended).isEmpty();
        assertThat(rooms.open()).isZero();
    }

    @Test
    void answersARequestThatBreaksTheLoopAndGoesOn() {
        journal.healthBreaksOnce = true;
        var broken = directory.submit(ROOM, create(ROOM));
        open(new RoomId("other"));

        assertThat(unavailable(broken)).contains("could not be carried out");
        assertThat(loop.ids()).contains(new RoomId("other"));
        assertThat(loop.mailbox().openRequests()).isZero();
    }

    @Test
    void endsARoomWhosePeerSocketBreaksItsSignalling() {
        open(ROOM);
        PeerId peer = new PeerId("p");
        directory.submit(ROOM, new RoomCommand.AddPeer(peer, true));
        new PeerGate(directory).enter(ROOM, peer, new ConnectionId(1), Dialect.JSON, new BreakingOutbox());
        turn();
        journal.commit();
        turn();

        assertThat(events().getLast()).isInstanceOf(RoomEvent.RoomCrashed.class);
        assertThat(events().stream().filter(RoomEvent::endsRoom)).hasSize(1);
        assertThat(loop.ids()).isEmpty();
    }

    @Test
    void keepsOneTimerForEachRoomHoweverOftenItIsCreatedAnew() {
        var config = new RoomConfig(
                ROOM, OptionalInt.empty(), Optional.empty(), Optional.empty(), OptionalInt.of(9), OptionalInt.of(5));
        journal.commitsAtOnce = true;
        for (int i = 0; i < 10; i++) {
            nowNanos += 1_000;
            directory.submit(ROOM, new RoomCommand.CreateRoom(config, EPOCH));
            directory.submit(ROOM, new RoomCommand.AddPeer(new PeerId("p"), true));
            turn();
            assertThat(loop.timerCount()).isEqualTo(1);
            directory.submit(ROOM, new RoomCommand.DeleteRoom(EndReason.ROOM_DELETED));
            turn();
        }

        assertThat(loop.timerCount()).isZero();
    }

    /** A socket that cannot be spoken to, whatever is said. */
    private static final class BreakingOutbox implements PeerOutbox {
        @Override
        public void admitted() {
            throw new IllegalStateException("this socket breaks");
        }

        @Override
        public void refused(String reason) {
            throw new IllegalStateException("this socket breaks");
        }

        @Override
        public void send(PeerEvent event) {
            throw new IllegalStateException("this socket breaks");
        }

        @Override
        public void probe() {
            throw new IllegalStateException("this socket breaks");
        }

        @Override
        public void close(int code, String reason) {}
    }

    @Test
    void opensNoRoomBehindTheEndOfAll() {
        open(ROOM);
        directory.endAll(EndReason.DRAINED);
        var late = directory.submit(new RoomId("late"), create(new RoomId("late")));
        turn();

        assertThat(unavailable(late)).isEqualTo(RoomLoop.SHUTTING_DOWN);
        assertThat(events().getLast()).isEqualTo(new RoomEvent.RoomDeleted(EndReason.DRAINED));
    }

    @Test
    void tellsAPeerThatItsRoomIsGoneOnlyWhenThatIsDurable() {
        open(ROOM);
        directory.submit(ROOM, new RoomCommand.DeleteRoom(EndReason.ROOM_DELETED));
        List<String> told = new ArrayList<>();
        new PeerGate(directory)
                .enter(ROOM, new PeerId("p"), new ConnectionId(1), Dialect.JSON, new RecordingOutbox(told));
        turn();
        assertThat(told).isEmpty();

        journal.commit();
        turn();

        assertThat(told).containsExactly("refused room not found");
    }

    private void open(RoomId room) {
        journal.commitsAtOnce = true;
        directory.submit(room, create(room));
        turn();
        journal.commitsAtOnce = false;
    }

    private static RoomCommand.CreateRoom create(RoomId room) {
        var config = new RoomConfig(
                room,
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalInt.empty());
        return new RoomCommand.CreateRoom(config, EPOCH);
    }

    private List<RoomEvent> events() {
        return journal.appended.stream().map(r -> EventCodec.decode(r.event())).toList();
    }

    private Moment now() {
        return new Moment(nowNanos, 1_000_000 + nowNanos / 1000);
    }

    private void turn() {
        loop.turn(now());
    }

    private void advance(long nanos) {
        nowNanos += nanos;
        turn();
    }

    private static <T> CompletableFuture<Result<T>> future(CompletionStage<Result<T>> stage) {
        return stage.toCompletableFuture();
    }

    private static <T> T answered(CompletionStage<Result<T>> stage) {
        assertThat(future(stage)).isDone();
        return switch (future(stage).join()) {
            case Result.Answered<T>(var answer) -> answer;
            case Result.Unavailable<T>(var why) -> throw new AssertionError(why);
        };
    }

    private static <T> String unavailable(CompletionStage<Result<T>> stage) {
        assertThat(future(stage)).isDone();
        return switch (future(stage).join()) {
            case Result.Answered<T>(var answer) -> throw new AssertionError("answered " + answer);
            case Result.Unavailable<T>(var why) -> why;
        };
    }
}
