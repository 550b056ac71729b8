package dev.ephyra.server.http;

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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;

/** All rooms in memory, durable at once, answered on a thread that is no event loop. A room named "broken" throws. */
final class MemoryRooms implements Rooms {
    private final Map<RoomId, RoomState> open = new ConcurrentSkipListMap<>();

    @Override
    public CompletionStage<Result<RoomAnswer>> submit(RoomId room, RoomCommand.Request command) {
        return CompletableFuture.supplyAsync(() -> new Result.Answered<>(decide(room, command)));
    }

    @Override
    public CompletionStage<Result<AnsweredSnapshot>> submitAndShow(RoomId room, RoomCommand.Request command) {
        return CompletableFuture.supplyAsync(
                () -> new Result.Answered<>(new AnsweredSnapshot(decide(room, command), find(room))));
    }

    @Override
    public CompletionStage<Result<Optional<RoomSnapshot>>> show(RoomId room) {
        if (room.value().equals("broken")) {
            throw new IllegalStateException("broken on purpose");
        }
        return CompletableFuture.supplyAsync(() -> new Result.Answered<>(find(room)));
    }

    @Override
    public CompletionStage<Result<List<RoomSnapshot>>> showAll() {
        return CompletableFuture.supplyAsync(() -> new Result.Answered<>(
                open.values().stream().map(RoomState::snapshot).toList()));
    }

    private Optional<RoomSnapshot> find(RoomId room) {
        return Optional.ofNullable(open.get(room)).map(RoomState::snapshot);
    }

    private RoomAnswer decide(RoomId room, RoomCommand command) {
        Moment now = new Moment(0, 0);
        RoomState state = open.getOrDefault(room, RoomState.absent(room));
        Decision decision = RoomDecider.decide(state, command, now);
        RoomApplier.applyAll(state, decision.events(), now);
        if (state.isOpen()) {
            open.put(room, state);
        } else {
            open.remove(room);
        }
        return decision.answer();
    }
}
