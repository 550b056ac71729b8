package dev.ephyra.component.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.component.ComponentHost;
import dev.ephyra.component.ComponentListener;
import dev.ephyra.component.ComponentMemory;
import dev.ephyra.component.ComponentTrack;
import dev.ephyra.component.TrackFeed;
import dev.ephyra.room.ComponentId;
import dev.ephyra.room.CrashCause;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.Track;
import dev.ephyra.room.TrackId;
import dev.ephyra.room.TrackType;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Fake workers in a real host, what that tells of each, and what is left of them. Owned by a test's thread. */
final class Workers implements AutoCloseable {
    static final RoomId ROOM = new RoomId("r");
    private static final long DEADLINE_SECONDS = 60;
    private static final int HEAP_MEBIBYTES = 24;

    private final Map<ComponentId, List<String>> told = new ConcurrentHashMap<>();
    private final Map<ComponentId, BlockingQueue<Said>> said = new ConcurrentHashMap<>();
    private final ComponentHost host =
            new ComponentHost((_, track) -> new ToldTrack(track), new Told(), ComponentMemory.ofThisHeap());
    private final long pipesBefore = pipes();

    /** A payload of a worker. */
    record Said(int kind, byte[] bytes) {
        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /** Starts a worker that behaves as {@code words} say. Components are named by their behaviour. */
    ComponentId start(TrackFeed feed, String... words) {
        ComponentId id = new ComponentId(words[0]);
        WorkerCommand command = WorkerCommand.ofJava(
                FakeWorker.class.getName(), System.getProperty("java.class.path"), HEAP_MEBIBYTES, List.of(words), 5);
        start(id, new WorkerComponent(command, _ -> feed, type -> track(id, type), sink(id)));
        return id;
    }

    void start(ComponentId id, WorkerComponent component) {
        assertThat(host.start(ROOM, id, component, List.of())).isEmpty();
    }

    private List<String> wordsOf(ComponentId id) {
        return told.computeIfAbsent(id, _ -> new CopyOnWriteArrayList<>());
    }

    private BlockingQueue<Said> payloads(ComponentId id) {
        return said.computeIfAbsent(id, _ -> new LinkedBlockingQueue<>());
    }

    PayloadSink sink(ComponentId id) {
        BlockingQueue<Said> payloads = payloads(id);
        return (kind, bytes) -> payloads.add(new Said(kind, bytes));
    }

    void stop(ComponentId id) {
        host.stop(id);
    }

    private static Track track(ComponentId id, TrackType type) {
        return new Track(new TrackId(id.value() + ":" + type), type, Metadata.NONE);
    }

    /** What a worker said next; waits for it. */
    Said next(ComponentId id) throws InterruptedException {
        Said next = payloads(id).poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
        assertThat(next).as("said by %s in time, told %s", id, wordsOf(id)).isNotNull();
        return next;
    }

    /** The process id that it says first. */
    long pid(ComponentId id) throws InterruptedException {
        Said pid = next(id);
        assertThat(pid.kind()).isEqualTo(FakeWorker.PID);
        return Long.parseLong(pid.text());
    }

    /** Everything that was told of it, once it has ended. */
    List<String> toldOf(ComponentId id) {
        List<String> all = wordsOf(id);
        await("the end of " + id, () -> all.stream().anyMatch(Workers::isEnd));
        return all;
    }

    private static boolean isEnd(String word) {
        return word.startsWith("crashed") || word.equals("finished");
    }

    /** Whether the host has ended some component {@code times} times. */
    int ends() {
        return (int) told.values().stream()
                .flatMap(Collection::stream)
                .filter(Workers::isEnd)
                .count();
    }

    /** Nothing is left of any: no process, no thread, no descriptor, and nothing was told twice. */
    void assertNothingIsLeft(int ends) {
        await("no worker runs", () -> workers().isEmpty());
        await("no thread of a worker runs", () -> threads().isEmpty());
        await("no more pipes than " + pipesBefore, () -> pipes() <= pipesBefore);
        assertThat(host.running()).isZero();
        assertThat(host.abandoned()).isZero();
        assertThat(ends()).isEqualTo(ends);
    }

    static void await(String what, BooleanSupplier condition) {
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadlineNanos)
                    .as("%s in time; processes %s, threads %s, pipes %s", what, workers(), threads(), pipes())
                    .isNegative();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    private static List<Long> workers() {
        return ProcessHandle.current().descendants().map(ProcessHandle::pid).toList();
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("component-"))
                .toList();
    }

    /** Descriptors of pipes: what workers have; other descriptors come and go with classes. */
    private static long pipes() {
        File[] open = new File("/proc/self/fd").listFiles();
        assertThat(open).isNotNull();
        return Arrays.stream(open).filter(Workers::isPipe).count();
    }

    private static boolean isPipe(File descriptor) {
        try {
            return Files.readSymbolicLink(descriptor.toPath()).toString().startsWith("pipe:");
        } catch (IOException closed) {
            return false;
        }
    }

    /** Whether a process has ended; that of nobody here may stay as a zombie where nobody cares for orphans. */
    static boolean isOver(long pid) {
        try {
            String status = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return status.charAt(status.lastIndexOf(')') + 2) == 'Z';
        } catch (IOException gone) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        host.close();
    }

    /** Runs {@code kill} with a signal, as an operator would. */
    static void signal(String signal, long pid) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pid).start();
        assertThat(kill.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(kill.exitValue()).isZero();
    }

    private final class ToldTrack implements ComponentTrack {
        private final Track track;
        private final ComponentId id;

        ToldTrack(Track track) {
            this.track = track;
            this.id = new ComponentId(track.id().value().replaceFirst(":.*", ""));
        }

        private void tell(String what) {
            wordsOf(id).add(what + " " + track.type());
        }

        @Override
        public void send(byte[] payload, int offset, int length, int timestamp, boolean marker) {
            tell("sent " + length + " at " + timestamp);
        }

        @Override
        public void clock(long unixNanos, int timestamp) {
            tell("clock " + unixNanos + " at " + timestamp);
        }

        @Override
        public void close() {
            tell("closed");
        }
    }

    private final class Told implements ComponentListener {
        private void tell(ComponentId component, String what) {
            wordsOf(component).add(what);
        }

        @Override
        public void trackAdded(RoomId room, ComponentId component, Track track) {
            tell(component, "added " + track.type());
        }

        @Override
        public void trackRemoved(RoomId room, ComponentId component, TrackId track) {
            tell(component, "removed " + track.value());
        }

        @Override
        public void finished(RoomId room, ComponentId component) {
            tell(component, "finished");
        }

        @Override
        public void crashed(RoomId room, ComponentId component, CrashCause cause, String reason) {
            tell(component, "crashed " + reason);
        }
    }
}
