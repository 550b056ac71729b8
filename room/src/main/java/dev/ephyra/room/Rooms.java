package dev.ephyra.room;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The way into all rooms of this process. Every answer is handed out only when the journal holds everything the answer
 * tells of. Thread-safe; stages complete on a room loop's thread, so continue elsewhere for anything slow.
 */
public interface Rooms {
    /** Hands a command to one room. */
    CompletionStage<Result<RoomAnswer>> submit(RoomId room, RoomCommand.Request command);

    /** Hands a command to one room and shows the room right after it, if it exists then. */
    CompletionStage<Result<AnsweredSnapshot>> submitAndShow(RoomId room, RoomCommand.Request command);

    /** Shows one room; empty if there is none. */
    CompletionStage<Result<java.util.Optional<RoomSnapshot>>> show(RoomId room);

    /** Shows all rooms, ordered by id. */
    CompletionStage<Result<List<RoomSnapshot>>> showAll();

    /** An answer and the room as it left it. */
    record AnsweredSnapshot(RoomAnswer answer, java.util.Optional<RoomSnapshot> room) {}

    /** What came of a question to the rooms, as seen by its sender. */
    sealed interface Result<T> {
        /** Durable. */
        record Answered<T>(T answer) implements Result<T> {}

        /** Not carried out, or not durable in time: ask again later (503). A late change still gets its notification. */
        record Unavailable<T>(String why) implements Result<T> {}
    }
}
