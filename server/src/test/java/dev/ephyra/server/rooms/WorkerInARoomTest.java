package dev.ephyra.server.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.component.ComponentHost;
import dev.ephyra.component.ComponentMemory;
import dev.ephyra.component.worker.FakeWorker;
import dev.ephyra.component.worker.WorkerCommand;
import dev.ephyra.component.worker.WorkerComponent;
import dev.ephyra.media.MediaEngine;
import dev.ephyra.media.MediaListener;
import dev.ephyra.media.MediaSettings;
import dev.ephyra.notify.record.EventCodec;
import dev.ephyra.room.ComponentId;
import dev.ephyra.room.ComponentOptions;
import dev.ephyra.room.ComponentType;
import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.Moment;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.room.RoomConfig;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.Track;
import dev.ephyra.room.TrackId;
import dev.ephyra.room.TrackOwner;
import dev.ephyra.room.TrackType;
import dev.ephyra.server.components.RealMedia;
import dev.ephyra.webrtc.connection.Encoding;
import dev.ephyra.webrtc.connection.EncodingChange;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A worker process that breaks as a component of a room on a real engine: the room has one crash behind the end of the
 * tracks, and a call in the same room goes on without a packet too few. The thread of the test is the room's and the peers'.
 */
class WorkerInARoomTest {
    private static final RoomId ROOM = new RoomId("blue");
    private static final ComponentId ID = new ComponentId("w");
    private static final long DEADLINE_SECONDS = 60;
    private static final int HEAP_MEBIBYTES = 24;

    /** A second of them. */
    private static final int FRAMES = 30;

    private final FakeJournal journal = new FakeJournal();
    private final StartedWorkers workers = new StartedWorkers();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final RoomLoop loop;
    private final RoomDirectory directory;
    private final MediaEngine engine;
    private final ComponentHost host;
    private final CallingPeer ann;
    private final CallingPeer bob;

    WorkerInARoomTest() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        engine = MediaEngine.open(new MediaSettings(loopback, 0, 0, loopback, OptionalInt.empty(), 1));
        engine.start(new Failures());
        loop = new RoomLoop(
                new Mailbox(4),
                journal,
                new RoomRecorder(new EventIds(new SplittableRandom(1))),
                RoomLoopLimits.of(new RoomCount(1)),
                new RoomPorts(RoomMedia.NONE, workers));
        directory = new RoomDirectory(List.of(loop));
        host = new ComponentHost(RealMedia.of(engine), new ComponentGate(directory), ComponentMemory.ofThisHeap());
        journal.commitsAtOnce = true;
        directory.submit(ROOM, create());
        ann = CallingPeer.join(engine, ROOM, "ann", 1, "bob");
        bob = CallingPeer.join(engine, ROOM, "bob", 2, "ann");
    }

    @AfterEach
    void close() throws IOException {
        ann.close();
        bob.close();
        host.close();
        engine.close();
    }

    @ParameterizedTest
    @CsvSource({
        "KILL,The worker was ended by signal 9 before its work was done",
        "STOP,The worker gave no sign of life for 5 s"
    })
    void oneThatASignalEndsOrHolds(String signal, String reason) throws IOException, InterruptedException {
        awaitFrames(FRAMES);
        add("hold-tracks");
        until("its tracks", () -> tellsOf(RoomEvent.TrackAdded.class) == 2);
        until("packets of the call at the worker", () -> workers.packets.get() > FRAMES);
        until("clocks of the call at the worker", () -> workers.clocks.get() > 0);
        until("its process id", () -> workers.pid.get() > 0);

        signal(signal, workers.pid.get());

        assertEndsOnceBesideTheCall(reason);
    }

    @Test
    void oneThatBabbles() {
        awaitFrames(FRAMES);
        add("hold-tracks", "babble");

        assertEndsOnceBesideTheCall("The worker broke the protocol: a frame of ");
    }

    private void assertEndsOnceBesideTheCall(String reason) {
        until("its crash", () -> tellsOf(RoomEvent.ComponentCrashed.class) > 0);
        awaitFrames(2 * FRAMES);
        until(
                "no worker runs",
                () -> ProcessHandle.current().descendants().findAny().isEmpty());
        until("no thread of a component runs", () -> threads().isEmpty());

        TrackOwner owner = new TrackOwner.OfComponent(ID);
        Track video = track(TrackType.VIDEO);
        Track audio = track(TrackType.AUDIO);
        List<RoomEvent> events = events();
        assertThat(events.getFirst()).isInstanceOf(RoomEvent.RoomCreated.class);
        assertThat(events.get(1)).isInstanceOf(RoomEvent.ComponentAdded.class);
        assertThat(events.subList(2, events.size() - 1))
                .containsExactly(
                        new RoomEvent.TrackAdded(owner, video),
                        new RoomEvent.TrackAdded(owner, audio),
                        // A room ends what is left in the order of ids.
                        new RoomEvent.TrackRemoved(owner, audio),
                        new RoomEvent.TrackRemoved(owner, video));
        assertThat(events.getLast()).isInstanceOfSatisfying(RoomEvent.ComponentCrashed.class, crash -> {
            assertThat(crash.component()).isEqualTo(ID);
            assertThat(crash.detail()).startsWith(reason);
        });
        assertThat(host.running()).isZero();
        assertThat(host.abandoned()).isZero();
        assertThat(failures).isEmpty();
        ann.assertNothingIsMissing();
        bob.assertNothingIsMissing();
    }

    private void add(String... words) {
        workers.words = List.of(words);
        ComponentOptions options = new ComponentOptions.None();
        directory.submit(ROOM, new RoomCommand.AddComponent(ID, ComponentType.FILE, "{}", false, options));
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
            assertThat(nowNanos - deadlineNanos)
                    .as("%s in time; %s, threads %s", what, events(), threads())
                    .isNegative();
            loop.turn(new Moment(nowNanos, nowNanos / 1_000));
            ann.turn();
            bob.turn();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    private List<RoomEvent> events() {
        return journal.appended.stream()
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

    private static Track track(TrackType type) {
        return new Track(new TrackId(ID + ":" + type), type, Metadata.NONE);
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

    /** Runs a fake worker behind each component. */
    private final class StartedWorkers implements RoomComponents {
        private final AtomicLong pid = new AtomicLong();
        private final AtomicLong packets = new AtomicLong();
        private final AtomicLong clocks = new AtomicLong();
        private List<String> words = List.of();

        @Override
        public int most() {
            return ComponentHost.MAX_RUNNING;
        }

        @Override
        public int running() {
            return host.running();
        }

        @Override
        public Start start(RoomId room, ComponentId component, ComponentOptions options) {
            WorkerCommand command = WorkerCommand.ofJava(
                    FakeWorker.class.getName(), System.getProperty("java.class.path"), HEAP_MEBIBYTES, words, 5);
            WorkerComponent worker =
                    new WorkerComponent(command, feed -> feed, WorkerInARoomTest::track, this::takePayload);
            return host.start(room, component, worker, List.of())
                    .<Start>map(Start.Refused::new)
                    .orElseGet(() -> new Start.Started(List.of()));
        }

        private void takePayload(int kind, byte[] bytes) {
            if (kind == FakeWorker.PID) {
                pid.set(Long.parseLong(new String(bytes, StandardCharsets.US_ASCII)));
            } else if (kind == FakeWorker.PACKET) {
                packets.incrementAndGet();
            } else if (kind == FakeWorker.CLOCK) {
                clocks.incrementAndGet();
            }
        }

        @Override
        public void stop(ComponentId component) {
            host.stop(component);
        }

        @Override
        public void crashed(RoomId room, ComponentType type, RoomEvent.ComponentCrashed crash) {}
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
