package dev.ephyra.server.socket;

import dev.ephyra.room.RoomSnapshot;
import dev.ephyra.room.Rooms;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Reads all rooms for a stream, for a few streams at a time. Thread-safe; its callers wait. */
final class SnapshotSource {
    /** 100,000 rooms of 2 KB are 200 MB while a snapshot is sent. */
    static final int MOST_AT_ONCE = 2;

    /** The rooms give up on the journal after 5 s, and one may be waiting for its turn before. */
    static final long DEADLINE_MILLIS = 10_000;

    /** 75 MB over 10 Mbit/s. A client that takes longer would keep the others from theirs. */
    static final long SEND_DEADLINE_NANOS = 60_000_000_000L;

    private final Rooms rooms;
    private final Semaphore turns = new Semaphore(MOST_AT_ONCE, true);

    SnapshotSource(Rooms rooms) {
        this.rooms = rooms;
    }

    /** All open rooms, each as of some moment after the call; empty if they cannot be had now. After it: {@link #done}. */
    Optional<List<RoomSnapshot>> read() throws InterruptedException {
        if (!turns.tryAcquire(DEADLINE_MILLIS, TimeUnit.MILLISECONDS)) {
            return Optional.empty();
        }
        Optional<List<RoomSnapshot>> read = Optional.empty();
        try {
            read = switch (rooms.showAll().toCompletableFuture().get(DEADLINE_MILLIS, TimeUnit.MILLISECONDS)) {
                case Rooms.Result.Answered<List<RoomSnapshot>>(List<RoomSnapshot> all) -> Optional.of(all);
                case Rooms.Result.Unavailable<List<RoomSnapshot>> _ -> Optional.empty();
            };
        } catch (ExecutionException | TimeoutException late) {
            // As if they were busy: the client is told to come again.
            return Optional.empty();
        } finally {
            if (read.isEmpty()) {
                turns.release();
            }
        }
        return read;
    }

    /** The snapshot is sent, or its receiver gone. */
    void done() {
        turns.release();
    }
}
