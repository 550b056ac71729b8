package dev.ephyra.server.rooms;

import dev.ephyra.component.ComponentHost;
import dev.ephyra.component.worker.FakeWorker;
import dev.ephyra.component.worker.WorkerCommand;
import dev.ephyra.component.worker.WorkerComponent;
import dev.ephyra.room.ComponentId;
import dev.ephyra.room.ComponentOptions;
import dev.ephyra.room.ComponentType;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.Track;
import dev.ephyra.room.TrackId;
import dev.ephyra.room.TrackType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Runs a fake worker, in a process of its own, behind each component of a room. Owned by the thread of the room. */
final class StartedWorkers implements RoomComponents {
    private static final int HEAP_MEBIBYTES = 24;

    private @Nullable ComponentHost host;
    private List<String> words = List.of();
    private Said said = new Said();

    /** What one worker has said so far. */
    private static final class Said {
        private final AtomicLong pid = new AtomicLong();
        private final AtomicLong packets = new AtomicLong();
        private final AtomicLong clocks = new AtomicLong();

        private void take(int kind, byte[] bytes) {
            if (kind == FakeWorker.PID) {
                pid.set(Long.parseLong(new String(bytes, StandardCharsets.US_ASCII)));
            } else if (kind == FakeWorker.PACKET) {
                packets.incrementAndGet();
            } else if (kind == FakeWorker.CLOCK) {
                clocks.incrementAndGet();
            }
        }
    }

    /** Before the first is started. */
    void runOn(ComponentHost running) {
        host = running;
    }

    /** How the next one behaves. */
    void next(List<String> behaviour) {
        words = behaviour;
        said = new Said();
    }

    /** Of the latest; 0 until it has said it. */
    long pid() {
        return said.pid.get();
    }

    /** Packets of the call that have come to the latest. */
    long packets() {
        return said.packets.get();
    }

    /** What of the clocks of the call's senders has come to the latest. */
    long clocks() {
        return said.clocks.get();
    }

    static Track track(ComponentId component, TrackType type) {
        return new Track(new TrackId(component + ":" + type), type, Metadata.NONE);
    }

    @Override
    public int most() {
        return ComponentHost.MAX_RUNNING;
    }

    @Override
    public int running() {
        return host().running();
    }

    @Override
    public Start start(RoomId room, ComponentId component, ComponentOptions options) {
        WorkerCommand command = WorkerCommand.ofJava(
                FakeWorker.class.getName(), System.getProperty("java.class.path"), HEAP_MEBIBYTES, words, 5);
        WorkerComponent worker = new WorkerComponent(command, feed -> feed, type -> track(component, type), said::take);
        return host().start(room, component, worker, List.of())
                .<Start>map(Start.Refused::new)
                .orElseGet(() -> new Start.Started(List.of()));
    }

    @Override
    public void stop(ComponentId component) {
        host().stop(component);
    }

    @Override
    public void crashed(RoomId room, ComponentType type, RoomEvent.ComponentCrashed crash) {}

    private ComponentHost host() {
        if (host == null) {
            throw new IllegalStateException("nothing runs yet");
        }
        return host;
    }
}
