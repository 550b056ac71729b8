package dev.ephyra.server.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.component.ComponentHost;
import dev.ephyra.component.ComponentMemory;
import dev.ephyra.media.MediaEngine;
import dev.ephyra.media.MediaListener;
import dev.ephyra.media.MediaSettings;
import dev.ephyra.notify.record.EventCodec;
import dev.ephyra.room.ComponentId;
import dev.ephyra.room.ComponentOptions;
import dev.ephyra.room.ComponentType;
import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.Moment;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.room.RoomConfig;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.Track;
import dev.ephyra.room.TrackOwner;
import dev.ephyra.room.TrackType;
import dev.ephyra.server.components.RealMedia;
import dev.ephyra.webrtc.connection.Encoding;
import dev.ephyra.webrtc.connection.EncodingChange;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A room with a call of two on a real engine, in which worker processes break one after the other: each has one crash behind
 * the end of its tracks, and the call goes on without a packet too few. Room, engine and peers are in this JVM, the workers
 * are not. The thread of the test is the room's and the peers'.
 */
public final class WorkerRoom implements AutoCloseable {
    private static final RoomId ROOM = new RoomId("blue");
    private static final long DEADLINE_SECONDS = 60;

    /** A second of them. */
    private static final int FRAMES = 30;

    private final FakeJournal journal = new FakeJournal();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final MediaEngine engine;
    private final RoomLoop loop;
    private final RoomDirectory directory;
    private final ComponentHost host;
    private final StartedWorkers workers;
    private final CallingPeer ann;
    private final CallingPeer bob;
    private final HeldResources before;
    private int broken;

    /** Where the events of the present worker begin. */
    private int since;

    private WorkerRoom() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        engine = MediaEngine.open(new MediaSettings(loopback, 0, 0, loopback, OptionalInt.empty(), 1));
        engine.start(new Failures());
        workers = new StartedWorkers();
        loop = new RoomLoop(
                new Mailbox(4),
                journal,
                new RoomRecorder(new EventIds(new SplittableRandom(1))),
                RoomLoopLimits.of(new RoomCount(1)),
                new RoomPorts(RoomMedia.NONE, workers));
        directory = new RoomDirectory(List.of(loop));
        host = new ComponentHost(RealMedia.of(engine), new ComponentGate(directory), ComponentMemory.ofThisHeap());
        workers.runOn(host);
        journal.commitsAtOnce = true;
        directory.submit(ROOM, create());
        ann = CallingPeer.join(engine, ROOM, "ann", 1, "bob");
        bob = CallingPeer.join(engine, ROOM, "bob", 2, "ann");
        awaitFrames(FRAMES);
        assertThat(events()).singleElement().isInstanceOf(RoomEvent.RoomCreated.class);
        before = HeldResources.now();
    }

    /** Returns once the call is under way. */
    public static WorkerRoom open() throws IOException {
        return new WorkerRoom();
    }

    /**
     * Adds a worker, breaks it, and checks what comes of it and of the call.
     *
     * @return from the fault until the room tells of the crash; from the worker's last track, where it breaks by itself
     */
    public Duration suffer(WorkerFault fault) throws IOException, InterruptedException {
        ComponentId id = new ComponentId("w" + ++broken);
        since = journal.appended.size();
        workers.next(fault.words());
        ComponentOptions options = new ComponentOptions.None();
        directory.submit(ROOM, new RoomCommand.AddComponent(id, ComponentType.FILE, "{}", false, options));
        until("its tracks", () -> tellsOf(RoomEvent.TrackAdded.class) == 2);
        if (!fault.signal().isEmpty()) {
            until("packets of the call at the worker", () -> workers.packets() > FRAMES);
            until("clocks of the call at the worker", () -> workers.clocks() > 0);
            until("its process id", () -> workers.pid() > 0);
            signal(fault.signal(), workers.pid());
        }
        long brokenNanos = System.nanoTime();
        until("its crash", () -> tellsOf(RoomEvent.ComponentCrashed.class) > 0);
        Duration took = Duration.ofNanos(System.nanoTime() - brokenNanos);

        awaitFrames(FRAMES);
        awaitNothingLeft();
        assertEndedOnce(id, fault.reason());
        assertCallGoesOn();
        return took;
    }

    private void awaitNothingLeft() {
        until("no thread of a component runs", () -> threads().isEmpty());
        until("no more than " + before, () -> HeldResources.now().isNoMoreThan(before));
        assertThat(host.running()).isZero();
        assertThat(host.abandoned()).isZero();
    }

    private void assertEndedOnce(ComponentId id, String reason) {
        TrackOwner owner = new TrackOwner.OfComponent(id);
        Track video = StartedWorkers.track(id, TrackType.VIDEO);
        Track audio = StartedWorkers.track(id, TrackType.AUDIO);
        List<RoomEvent> events = events();
        assertThat(events.getFirst()).isInstanceOf(RoomEvent.ComponentAdded.class);
        assertThat(events.subList(1, events.size() - 1))
                .containsExactly(
                        new RoomEvent.TrackAdded(owner, video),
                        new RoomEvent.TrackAdded(owner, audio),
                        // A room ends what is left in the order of ids.
                        new RoomEvent.TrackRemoved(owner, audio),
                        new RoomEvent.TrackRemoved(owner, video));
        assertThat(events.getLast()).isInstanceOfSatisfying(RoomEvent.ComponentCrashed.class, crash -> {
            assertThat(crash.component()).isEqualTo(id);
            assertThat(crash.detail()).startsWith(reason);
        });
    }

    private void assertCallGoesOn() {
        assertThat(failures).isEmpty();
        ann.assertNothingIsMissing();
        bob.assertNothingIsMissing();
    }

    /** What was told of the latest worker. */
    public int told() {
        return events().size();
    }

    /** Packets that the two have got of each other, none of which was missing. */
    public long packets() {
        return ann.packets() + bob.packets();
    }

    /** In words: what this JVM held before any worker, and what it holds now. */
    public String held() {
        return "before " + before + ", after " + HeldResources.now();
    }

    /** At both ends of the call, from now on. */
    private void awaitFrames(int more) {
        long annWants = ann.frames() + more;
        long bobWants = bob.frames() + more;
        until("frames of the call", () -> ann.frames() >= annWants && bob.frames() >= bobWants);
    }

    /** Lets the room and its peers live until then. */
    private void until(String what, BooleanSupplier condition) {
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (!condition.getAsBoolean()) {
            long nowNanos = System.nanoTime();
            if (nowNanos - deadlineNanos >= 0) {
                throw new AssertionError(what + " not in time; told " + events() + ", threads " + threads() + ", held "
                        + HeldResources.now());
            }
            loop.turn(new Moment(nowNanos, nowNanos / 1_000));
            ann.turn();
            bob.turn();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    /** Since the latest worker was added. */
    private List<RoomEvent> events() {
        return journal.appended.stream()
                .skip(since)
                .map(record -> EventCodec.decode(record.event()))
                .toList();
    }

    private long tellsOf(Class<? extends RoomEvent> type) {
        return events().stream().filter(type::isInstance).count();
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("component-"))
                .toList();
    }

    private static void signal(String signal, long pid) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pid).start();
        assertThat(kill.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(kill.exitValue()).isZero();
    }

    private static RoomCommand.CreateRoom create() {
        var config = new RoomConfig(
                ROOM,
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalInt.empty());
        return new RoomCommand.CreateRoom(config, new UUID(7, 7));
    }

    @Override
    public void close() throws IOException {
        ann.close();
        bob.close();
        host.close();
        engine.close();
    }

    /** What must not happen to the peers. */
    private final class Failures implements MediaListener {
        @Override
        public void established(RoomId room, ConnectionId connection) {}

        @Override
        public void failed(RoomId room, ConnectionId connection, String reason) {
            failures.add("failed " + connection + ": " + reason);
        }

        @Override
        public void lost(RoomId room, ConnectionId connection) {
            failures.add("lost " + connection);
        }

        @Override
        public void voice(RoomId room, ConnectionId connection, String trackId, boolean isSpeaking) {}

        @Override
        public void encodingSwitched(
                RoomId room, ConnectionId connection, String trackId, Encoding encoding, EncodingChange change) {}
    }
}
