package dev.ephyra.api;

import dev.ephyra.room.Decision;
import dev.ephyra.room.Moment;
import dev.ephyra.room.RoomAnswer;
import dev.ephyra.room.RoomApplier;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.room.RoomDecider;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.RoomSnapshot;
import dev.ephyra.room.RoomState;
import dev.ephyra.room.Rooms;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** All rooms in memory, decided by the real state machine and durable at once. Owned by its test's thread. */
public final class FakeRooms implements Rooms {
    private final SortedMap<RoomId, RoomState> open = new TreeMap<>();
    private @Nullable String unavailable;

    /** From now on nothing is answered. */
    public void fail(String why) {
        unavailable = why;
    }

    /** Something that happens to a room, past the API. */
    public void happens(RoomId room, RoomCommand command) {
        decide(room, command);
    }

    private Decision decide(RoomId room, RoomCommand command) {
        Moment now = new Moment(0, 0);
        RoomState state = open.getOrDefault(room, RoomState.absent(room));
        Decision decision = RoomDecider.decide(state, command, now);
        RoomApplier.applyAll(state, decision.events(), now);
        if (state.isOpen()) {
            open.put(room, state);
        } else {
            open.remove(room);
        }
        return decision;
    }

    @Override
    public CompletionStage<Result<RoomAnswer>> submit(RoomId room, RoomCommand.Request command) {
        return unavailable != null
                ? CompletableFuture.completedFuture(new Result.Unavailable<>(unavailable))
                : answered(decide(room, command).answer());
    }

    @Override
    public CompletionStage<Result<AnsweredSnapshot>> submitAndShow(RoomId room, RoomCommand.Request command) {
        return answered(new AnsweredSnapshot(decide(room, command).answer(), find(room)));
    }

    @Override
    public CompletionStage<Result<Optional<RoomSnapshot>>> show(RoomId room) {
        return answered(find(room));
    }

    @Override
    public CompletionStage<Result<List<RoomSnapshot>>> showAll() {
        return answered(open.values().stream().map(RoomState::snapshot).toList());
    }

    private Optional<RoomSnapshot> find(RoomId room) {
        return Optional.ofNullable(open.get(room)).map(RoomState::snapshot);
    }

    private <T> CompletionStage<Result<T>> answered(T answer) {
        return CompletableFuture.completedFuture(
                unavailable != null ? new Result.Unavailable<>(unavailable) : new Result.Answered<>(answer));
    }
}
