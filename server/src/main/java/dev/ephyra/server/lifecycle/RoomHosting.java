package dev.ephyra.server.lifecycle;

import dev.ephyra.journal.Journal;
import dev.ephyra.room.EndReason;
import dev.ephyra.server.rooms.ComponentGate;
import dev.ephyra.server.rooms.MediaGate;
import dev.ephyra.server.rooms.PeerGate;
import dev.ephyra.server.rooms.RoomCount;
import dev.ephyra.server.rooms.RoomDirectory;
import dev.ephyra.server.rooms.RoomPorts;
import dev.ephyra.server.rooms.RoomThread;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/** The rooms with the threads that own them. */
final class RoomHosting {
    private final List<RoomThread> threads;
    private final RoomCount count;
    private final RoomDirectory directory;

    /** @param threadCount 0 means half of the processors */
    RoomHosting(Journal journal, int threadCount, int maxRooms, RoomPorts ports) {
        count = new RoomCount(maxRooms);
        int loops =
                threadCount > 0 ? threadCount : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        threads = IntStream.range(0, loops)
                .mapToObj(number -> RoomThread.start(number, journal, count, ports))
                .toList();
        directory = new RoomDirectory(threads.stream().map(RoomThread::loop).toList());
    }

    RoomDirectory directory() {
        return directory;
    }

    RoomCount count() {
        return count;
    }

    PeerGate gate() {
        return new PeerGate(directory);
    }

    ComponentGate componentGate() {
        return new ComponentGate(directory);
    }

    MediaGate mediaGate() {
        return new MediaGate(directory);
    }

    /** Ends every room as a delete would, with {@code reason}, and waits until that is durable, at most 10 s. */
    void endAll(EndReason reason) throws InterruptedException {
        try {
            directory.endAll(reason).toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException notDurable) {
            throw new IllegalStateException("not every ending is durable; the next start ends those rooms", notDurable);
        }
    }

    /** Stops the threads. */
    void close() throws InterruptedException {
        for (RoomThread thread : threads) {
            thread.stop();
        }
    }
}
