package dev.ephyra.server.rooms;

import dev.ephyra.journal.Draft;
import dev.ephyra.journal.Journal;
import dev.ephyra.journal.Recovery.OpenRoom;
import dev.ephyra.room.EndReason;
import dev.ephyra.room.RoomEvent;
import java.security.SecureRandom;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends each room that the last run left open, with one RoomCrashed, before anything new is taken. If the server dies
 * while at it, the next start finds the rest still open.
 */
public final class RestartRecovery {
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(30);
    // Batches of 512 records of about 200 bytes stay far below a segment and a commit takes them many at a time.
    private static final int ROOMS_PER_BATCH = 512;

    private RestartRecovery() {}

    /**
     * Appends the endings and waits until they are durable.
     *
     * @param open each with the last number that anyone may have seen of it
     * @return the first offset of the endings; {@code durable() + 1} as it was before if there are none
     * @throws IllegalStateException if the journal does not confirm them in 30 s
     */
    public static long endOpenRooms(Journal journal, List<OpenRoom> open) {
        long first = journal.durable() + 1;
        OpenRoomMetadata metadata = OpenRoomMetadata.read(journal, open);
        RoomRecorder recorder = new RoomRecorder(new EventIds(new SplittableRandom(new SecureRandom().nextLong())));
        long wallMicros = RoomThread.now().wallMicros();
        RoomEvent.RoomCrashed event =
                new RoomEvent.RoomCrashed(EndReason.NODE_RESTARTED, "the server stopped without ending the room");
        long last = journal.durable();
        for (int from = 0; from < open.size(); from += ROOMS_PER_BATCH) {
            List<Draft> drafts = open.subList(from, Math.min(open.size(), from + ROOMS_PER_BATCH)).stream()
                    .map(room -> recorder.ending(
                            room.room(),
                            room.roomEpoch(),
                            room.lastRoomSeq() + 1,
                            Math.max(room.lastOccurredAtMicros(), wallMicros),
                            event,
                            metadata.of(room),
                            journal.recovery().lastOccurredAtMicros()))
                    .toList();
            last = journal.append(drafts);
        }
        awaitDurable(journal, last);
        return first;
    }

    private static void awaitDurable(Journal journal, long offset) {
        long start = System.nanoTime();
        while (journal.durable() < offset) {
            if (System.nanoTime() - start > DEADLINE_NANOS) {
                throw new IllegalStateException(
                        "The journal does not confirm the endings of the rooms of the last run: " + journal.health());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }
}
